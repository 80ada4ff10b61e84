/* Puts a map that can be moved in the place of the drawing. Without WebGL, or where anything fails, the drawing stays as it is. */
let kit, shown;

const begin = async () => {
  const host = document.getElementById("map");
  const figure = document.querySelector(".picture figure");
  if (!host || !figure || host.dataset.begun) return;
  host.dataset.begun = "yes";
  kit ??= await import(host.dataset.kit);
  if (!kit.canDraw()) return;
  const [maplibregl, outlines, suppliers] = await Promise.all([
    kit.library(host),
    kit.geojson(host.dataset.outlines),
    host.dataset.suppliers ? kit.geojson(host.dataset.suppliers) : { type: "FeatureCollection", features: [] },
  ]);
  if (!outlines.bbox || !host.isConnected) return;
  end();
  shown = draw(maplibregl, host, figure, outlines, suppliers);
};

const end = () => {
  shown?.map.remove();
  shown?.figure.classList.remove("has-map");
  shown?.frame.remove();
  shown = undefined;
};

const draw = (maplibregl, host, figure, outlines, suppliers) => {
  const words = kit.wordsOf(host);
  const hasSuppliers = suppliers.features.length > 0;
  const frame = kit.element("div", `map-frame map-waits${hasSuppliers ? " with-list" : ""}`);
  const canvas = kit.element("div", "map-canvas");
  const beside = kit.element("div", "map-beside");
  frame.append(keyOf(outlines, suppliers), canvas, beside);
  figure.querySelector("figcaption").after(frame);
  const largest = Math.max(1, ...suppliers.features.map((one) => one.properties.amount_gbp));
  const map = kit.newMap(maplibregl, host, canvas, {
    bounds: outlines.bbox,
    words,
    sources: sourcesOf(outlines, suppliers),
    layers: [...outlineLayers(), ...(hasSuppliers ? [spotLayer(largest)] : [])],
  });
  const parts = { maplibregl, host, words, map, figure, frame, beside, suppliers: suppliers.features, largest, outlines };
  map.on("error", (event) => { if (frame.classList.contains("map-waits")) { console.warn(event.error); end(); } });
  map.once("load", () => {
    kit.onColours(map, () => paint(parts, hasSuppliers));
    nameRings(parts);
    if (hasSuppliers) showSuppliers(parts);
    figure.classList.add("has-map");
    frame.classList.remove("map-waits");
    map.once("idle", () => { frame.dataset.ready = "yes"; });
  });
  return parts;
};

const keyOf = (outlines, suppliers) => {
  const present = new Set([...outlines.features, ...suppliers.features].map((one) => one.properties.band));
  const list = kit.element("ul", "map-key");
  for (const { band, label } of outlines.bands.filter((one) => present.has(one.band))) {
    list.append(kit.element("li", `key-${band}`, label));
  }
  return list;
};

const sourcesOf = (outlines, suppliers) => ({
  outlines: { type: "geojson", data: outlines },
  suppliers: {
    type: "geojson",
    data: suppliers,
    cluster: true,
    clusterRadius: 54,
    clusterMaxZoom: 14,
    clusterProperties: Object.fromEntries([
      ["gbp", ["+", ["get", "amount_gbp"]]],
      ...(suppliers.bands ?? []).map(({ band }) => [band, ["+", ["case", ["==", ["get", "band"], band], ["get", "amount_gbp"], 0]]]),
    ]),
  },
});

const outlineLayers = () => [
  { id: "land", type: "fill", source: "outlines" },
  { id: "edges", type: "line", source: "outlines", layout: { "line-join": "round" } },
];

const radius = (amount, largest) => 4 + 18 * Math.sqrt(amount / largest);

const spotLayer = (largest) => ({
  id: "spots",
  type: "circle",
  source: "suppliers",
  filter: ["!", ["has", "point_count"]],
  layout: { "circle-sort-key": ["-", 0, ["get", "amount_gbp"]] },
  paint: {
    "circle-radius": ["+", 4, ["*", 18, ["sqrt", ["/", ["get", "amount_gbp"], largest]]]],
    "circle-opacity": 0.85,
    "circle-stroke-width": 1,
  },
});

const paint = ({ map, host, outlines }, hasSuppliers) => {
  const colour = kit.colours(host);
  const bands = outlines.bands.flatMap(({ band }) => [band, colour(band)]);
  const byBand = ["match", ["get", "band"], ...bands, colour("node")];
  const isHome = (yes, no) => ["case", ["get", "is_home"], yes, no];
  map.setPaintProperty("paper", "background-color", colour("paper"));
  map.setPaintProperty("land", "fill-color", hasSuppliers ? isHome(colour("home"), colour("land")) : byBand);
  map.setPaintProperty("edges", "line-color", hasSuppliers ? isHome(colour("accent"), colour("border")) : colour("paper"));
  map.setPaintProperty("edges", "line-width", hasSuppliers ? isHome(1.75, 1) : 1.5);
  if (hasSuppliers) {
    map.setPaintProperty("spots", "circle-color", byBand);
    map.setPaintProperty("spots", "circle-stroke-color", ["match", ["get", "band"], "elsewhere", colour("elsewhere-edge"), colour("paper")]);
  }
};

// Names of rings are elements of the page: letters inside the map would have to be fetched from somebody.
const nameRings = ({ maplibregl, map, outlines }) => {
  for (const { geometry, properties } of outlines.features) {
    const points = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flatMap((part) => part[0]);
    const top = points.reduce((best, point) => (point[1] > best[1] ? point : best));
    const name = kit.element("span", "map-name", map.getLayer("spots") ? properties.name : withShare(properties));
    new maplibregl.Marker({ element: name, anchor: "top" }).setLngLat(top).addTo(map);
    // A picture for the eye: the words beside the map and the table say the same.
    for (const label of ["role", "aria-label", "tabindex"]) name.removeAttribute(label);
    name.setAttribute("aria-hidden", "true");
  }
};

const withShare = ({ label, share }) => (share === null ? label : `${label} ${(100 * share).toFixed(1)}%`);

const showSuppliers = (parts) => {
  const { map } = parts;
  const rings = new Map();
  map.on("render", () => { if (map.isSourceLoaded("suppliers")) showClusters(parts, rings); });
  map.on("moveend", () => listLargest(parts));
  map.on("mouseenter", "spots", () => map.getCanvas().classList.add("over-spot"));
  map.on("mouseleave", "spots", () => map.getCanvas().classList.remove("over-spot"));
  map.on("click", "spots", (event) => tell(parts, event.features.slice(0, 10)));
  listLargest(parts);
};

const showClusters = ({ maplibregl, map, words, suppliers, outlines, largest }, rings) => {
  const wanted = new Map();
  for (const one of map.querySourceFeatures("suppliers", { filter: ["has", "point_count"] })) {
    wanted.set(one.properties.cluster_id, one);
  }
  for (const [id, marker] of rings) if (!wanted.has(id)) { marker.remove(); rings.delete(id); }
  for (const [id, one] of wanted) {
    if (rings.has(id)) continue;
    const ring = ringOf(one.properties, outlines.bands, largest);
    ring.title = kit.filled(words.cluster, { count: kit.count(one.properties.point_count), gbp: kit.pounds(one.properties.gbp) });
    ring.addEventListener("click", async () => {
      const zoom = await map.getSource("suppliers").getClusterExpansionZoom(id);
      map.easeTo({ center: one.geometry.coordinates, zoom: Math.min(zoom, 16), animate: !kit.calm() });
    });
    const marker = new maplibregl.Marker({ element: ring }).setLngLat(one.geometry.coordinates).addTo(map);
    for (const label of ["role", "aria-label", "tabindex"]) ring.removeAttribute(label);
    // With the keyboard one zooms, and chooses from the list beside the map.
    ring.setAttribute("aria-hidden", "true");
    rings.set(id, marker);
  }
};

// A ring cut by where the spend of its suppliers goes, with how many they are in the middle.
const ringOf = (properties, bands, largest) => {
  const outer = Math.min(28, 8 + radius(properties.gbp, largest)), inner = outer * 0.62, size = 2 * outer;
  const svg = svgElement("svg", { width: size, height: size, viewBox: `${-outer} ${-outer} ${size} ${size}` });
  svg.append(svgElement("circle", { r: outer, class: "ring-ground" }));
  let start = 0;
  for (const { band } of bands) {
    const part = (properties[band] ?? 0) / properties.gbp;
    if (part > 0) svg.append(svgElement("path", { d: arc(start, start + part, outer, inner), class: band }));
    start += part;
  }
  svg.append(svgElement("circle", { r: inner, class: "ring-middle" }));
  const number = svgElement("text", { "text-anchor": "middle", dy: "0.35em" });
  number.textContent = properties.point_count_abbreviated;
  svg.append(number);
  const holder = kit.element("div", "map-ring");
  holder.append(svg);
  return holder;
};

const svgElement = (name, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const arc = (start, end, outer, inner) => {
  const until = Math.min(end, start + 0.9999);
  const at = (turn, far) => [far * Math.sin(2 * Math.PI * turn), -far * Math.cos(2 * Math.PI * turn)].map((x) => x.toFixed(2)).join(" ");
  const large = until - start > 0.5 ? 1 : 0;
  return `M${at(start, outer)}A${outer} ${outer} 0 ${large} 1 ${at(until, outer)}L${at(until, inner)}A${inner} ${inner} 0 ${large} 0 ${at(start, inner)}Z`;
};

// What is in the window, in words, and the largest as buttons: the way to every supplier without a pointer.
const listLargest = (parts) => {
  const { map, beside, words, suppliers, outlines } = parts;
  const view = map.getBounds();
  const inside = suppliers.filter((one) => view.contains(one.geometry.coordinates));
  const gbp = kit.pounds(inside.reduce((sum, one) => sum + one.properties.amount_gbp, 0));
  const said = kit.element("p", "map-count", inside.length === 0 ? words.none
    : kit.filled(inside.length === 1 ? words.one_in_view : words.in_view, { count: kit.count(inside.length), gbp }));
  said.setAttribute("role", "status");
  const list = kit.element("ol", "map-list");
  list.setAttribute("aria-label", words.largest);
  for (const one of inside.slice(0, 6)) {
    const button = kit.element("button", `key-${one.properties.band}`);
    button.type = "button";
    button.dataset.supplier = one.properties.id;
    button.append(kit.element("span", "", one.properties.name), kit.element("span", "quiet", kit.pounds(one.properties.amount_gbp)));
    button.addEventListener("click", () => tell(parts, [one]));
    const item = kit.element("li");
    item.append(button);
    list.append(item);
  }
  const whole = kit.element("button", "button second", words.whole);
  whole.type = "button";
  whole.addEventListener("click", () => map.fitBounds(outlines.bbox, { padding: kit.PADDING, animate: !kit.calm() }));
  // The list is made anew when the map has moved; whoever was in it stays with the supplier they were at.
  const held = beside.contains(document.activeElement) ? document.activeElement : undefined;
  beside.replaceChildren(said, list, whole);
  if (held) (buttonOf(parts, held.dataset.supplier) ?? whole).focus();
};

const buttonOf = ({ beside }, id) => (id ? beside.querySelector(`[data-supplier="${CSS.escape(id)}"]`) : null);

const tell = (parts, found) => {
  const { maplibregl, map, words } = parts;
  const fromList = parts.beside.contains(document.activeElement);
  const content = kit.element("div", "map-told");
  if (found.length > 1) content.append(kit.element("p", "quiet", kit.filled(words.here, { count: found.length })));
  for (const { properties } of found) content.append(...told(properties, words));
  const popup = new maplibregl.Popup({ maxWidth: "19rem", offset: 8 })
    .setLngLat(found[0].geometry.coordinates).setDOMContent(content).addTo(map);
  const box = popup.getElement();
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", found[0].properties.name);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") popup.remove(); });
  popup.on("close", () => {
    const back = (fromList && buttonOf(parts, found[0].properties.id)) || map.getCanvas();
    if (document.activeElement === document.body || box.contains(document.activeElement)) back.focus();
  });
  keepInside(map, box);
  (box.querySelector("a") ?? box.querySelector("button")).focus({ preventScroll: true });
};

// Move the map as far as it takes for all of a box in it to be seen.
const keepInside = (map, box) => {
  const all = map.getContainer().getBoundingClientRect(), one = box.getBoundingClientRect(), edge = 8;
  const across = Math.min(0, one.left - all.left - edge) || Math.max(0, one.right - all.right + edge);
  const down = Math.min(0, one.top - all.top - edge) || Math.max(0, one.bottom - all.bottom + edge);
  if (across || down) map.panBy([across, down], { animate: !kit.calm() });
};

const told = (properties, words) => {
  const lines = [
    kit.element("h3", "", properties.name),
    kit.element("p", "", kit.filled(words.paid, { gbp: kit.pounds(properties.amount_gbp) })),
  ];
  const sure = properties.probability;
  const place = sure === null || sure === undefined ? properties.place
    : kit.filled(words.probability, { place: properties.place, probability: `${Math.round(100 * sure)}%` });
  lines.push(kit.element("p", `key-${properties.band}`, place));
  if (properties.need_category) lines.push(kit.element("p", "quiet", kit.filled(words.mostly, { category: properties.need_category })));
  if (properties.url) lines.push(Object.assign(kit.element("a", "", words.more), { href: properties.url }));
  return lines;
};

const start = () => begin().catch((error) => { console.warn(error); end(); });
document.addEventListener("htmx:afterSettle", start);
// What is kept for the way back is the page as it came; a map in it would be dead.
document.addEventListener("htmx:beforeHistorySave", () => { end(); document.getElementById("map")?.removeAttribute("data-begun"); });
document.addEventListener("htmx:historyRestore", start);
start();
