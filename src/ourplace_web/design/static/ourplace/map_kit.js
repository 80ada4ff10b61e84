/* What all maps share: whether they can be drawn, the library, and our colours, which are the page's own. */

export const canDraw = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};

const added = (name, attributes) => new Promise((done, failed) => {
  const one = Object.assign(document.createElement(name), attributes);
  one.addEventListener("load", done);
  one.addEventListener("error", failed);
  document.head.append(one);
});

let loading;

// The library, loaded once a page and only where a map is drawn; its worker is a file of this server.
export const library = async (host) => {
  loading ??= Promise.all([
    added("script", { src: host.dataset.library }),
    added("link", { rel: "stylesheet", href: host.dataset.look }),
  ]);
  await loading;
  window.maplibregl.setWorkerUrl(new URL(host.dataset.worker, location.href).href);
  return window.maplibregl;
};

export const geojson = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

export const wordsOf = (host) => JSON.parse(host.dataset.words);

export const filled = (words, values) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`%${name}%`, value), words);

const money = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP", maximumFractionDigits: 0 });
const whole = new Intl.NumberFormat("en-GB");
export const pounds = (amount) => money.format(amount);
export const count = (number) => whole.format(number);

export const element = (name, className = "", text = "") =>
  Object.assign(document.createElement(name), { className, textContent: text });

// A function from the name of a colour of the style sheet to the colour as it is now, for light paper or a dark screen.
export const colours = (host) => {
  const style = getComputedStyle(host);
  return (name) => style.getPropertyValue(`--${name}`).trim() || "#888";
};

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Call `paint` now and whenever the reader changes between light and dark.
export const onColours = (map, paint) => {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  paint();
  scheme.addEventListener("change", paint);
  map.on("remove", () => scheme.removeEventListener("change", paint));
};

// Room around what is shown, more of it below, where the source of the outlines is named.
export const PADDING = { top: 24, left: 24, right: 24, bottom: 44 };

// A map without any tile: our own ground and layers, no text drawn in it, so that nothing is asked of anybody.
export const newMap = (maplibregl, host, container, { bounds, layers, sources, words }) => {
  const map = new maplibregl.Map(settings(container, bounds, layers, sources, words));
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  // The page may have moved while the map was made; it is shown as its room is now.
  map.once("load", () => map.resize().fitBounds(bounds, { padding: PADDING, animate: false }));
  return map;
};

const settings = (container, bounds, layers, sources, words) => ({
  container,
  style: { version: 8, sources, layers: [{ id: "paper", type: "background" }, ...layers] },
  bounds,
  fitBoundsOptions: { padding: PADDING, animate: false },
  attributionControl: { compact: false, customAttribution: words.outlines },
  cooperativeGestures: true,
  dragRotate: false,
  pitchWithRotate: false,
  touchPitch: false,
  renderWorldCopies: false,
  fadeDuration: 0,
  maxZoom: 17,
  locale: {
    "Map.Title": words.map,
    "NavigationControl.ZoomIn": words.zoom_in,
    "NavigationControl.ZoomOut": words.zoom_out,
    "Popup.Close": words.close,
    "CooperativeGesturesHandler.WindowsHelpText": words.wheel,
    "CooperativeGesturesHandler.MacHelpText": words.wheel_mac,
    "CooperativeGesturesHandler.MobileHelpText": words.two_fingers,
  },
});
