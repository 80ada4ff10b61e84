/* Sends files one by one, so that a broken connection loses one file and not all, and takes what is dropped.
   Without this script the form sends them all at once. */
(() => {
  "use strict";
  const form = document.getElementById("sending");
  if (!form || !window.fetch || !window.DataTransfer) return;
  const drop = form.querySelector(".drop");
  const bar = form.querySelector(".sent");
  const count = form.querySelector(".sent-count");
  const outcomes = form.querySelector(".outcomes");
  const button = form.querySelector("button");
  form.querySelector(".drop-hint").hidden = false;
  const queue = [];
  let all = 0, done = 0, busy = false;

  const say = (template, name) => {
    const line = document.createElement("li");
    line.className = "refused";
    line.textContent = template.replace("%name%", name);
    outcomes.append(line);
  };

  const refresh = () => {
    const list = document.getElementById("file-list");
    if (window.htmx && list) window.htmx.ajax("GET", list.dataset.address, { target: "#file-list", swap: "outerHTML" });
  };

  const show = () => {
    bar.hidden = false;
    bar.max = all;
    bar.value = done;
    count.textContent = form.dataset.count.replace("%done%", done).replace("%all%", all);
  };

  const sendOne = async (file) => {
    if (file.size > Number(form.dataset.largestFile)) return say(form.dataset.tooLarge, file.name);
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("files", file, file.name);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.status);
      outcomes.insertAdjacentHTML("beforeend", await answer.text());
    } catch {
      say(form.dataset.broken, file.name);
    }
  };

  const work = async () => {
    if (busy) return;
    busy = true;
    button.disabled = true;
    while (queue.length) {
      await sendOne(queue.shift());
      done += 1;
      show();
      if (done === 1 || done % 10 === 0) refresh();
    }
    busy = false;
    button.disabled = false;
    form.reset();
    refresh();
  };

  const add = (files) => {
    if (!files.length) return;
    if (!busy) { all = 0; done = 0; outcomes.replaceChildren(); }
    queue.push(...files);
    all += files.length;
    show();
    work();
  };

  const filesIn = async (entry) => {
    if (entry.isFile) return [await new Promise((found, lost) => entry.file(found, lost))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((take, lost) => reader.readEntries(take, lost));
      if (!some.length) return found;
      for (const inner of some) found.push(...await filesIn(inner));
    }
  };

  form.addEventListener("submit", (event) => {
    const chosen = [...form.elements.files.files, ...form.elements.folder.files];
    if (!chosen.length) return;
    event.preventDefault();
    add(chosen);
  });
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const loose = [...event.dataTransfer.files];
    const found = [];
    for (const entry of entries) found.push(...await filesIn(entry));
    add(entries.length ? found : loose);
  });
})();
