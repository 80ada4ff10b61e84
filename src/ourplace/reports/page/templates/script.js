addEventListener("beforeprint",()=>document.querySelectorAll("details").forEach(d=>{d.dataset.was=d.open?1:"";d.open=true}));
addEventListener("afterprint",()=>document.querySelectorAll("details").forEach(d=>{d.open=!!d.dataset.was}));
if("IntersectionObserver"in window){const links=new Map([...document.querySelectorAll(".contents a")].map(a=>[a.hash.slice(1),a]));
const seen=new IntersectionObserver(es=>es.forEach(e=>{if(e.isIntersecting){links.forEach(a=>a.removeAttribute("aria-current"));links.get(e.target.id)?.setAttribute("aria-current","true")}}),{rootMargin:"-15% 0px -75% 0px"});
document.querySelectorAll("main section").forEach(s=>seen.observe(s))}
