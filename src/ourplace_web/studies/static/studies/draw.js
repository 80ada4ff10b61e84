/* Draws an outline by its corners and writes it into the form as GeoJSON. Without WebGL the form is as it was. */
const host = document.getElementById("ground");
const drawing = document.getElementById("drawing");
const field = document.querySelector("textarea[name=outline]");
const UNITED_KINGDOM = [-8.7, 49.8, 1.9, 60.9];

// The corners of what the form holds already, where that is one outline without holes.
const cornersOf = (text) => {
  try {
    const given = JSON.parse(text);
    const geometry = given.features?.[0]?.geometry ?? given.geometry ?? given;
    return geometry.type === "Polygon" && geometry.coordinates.length === 1 ? geometry.coordinates[0].slice(0, -1) : [];
  } catch {
    return [];
  }
};

const begin = async () => {
  if (!host || !drawing || !field) return;
  const kit = await import(host.dataset.kit);
  if (!kit.canDraw()) return;
  drawing.hidden = false;
  const said = drawing.querySelector(".drawn");
  said.textContent = drawing.dataset.waits;
  try {
    const [maplibregl, ground] = await Promise.all([kit.library(host), kit.geojson(host.dataset.ground)]);
    draw(kit, maplibregl, ground, said);
  } catch (error) {
    console.warn(error);
    drawing.querySelector(".map-frame").remove();
    drawing.querySelector(".button-row").remove();
    said.textContent = drawing.dataset.fails;
    document.querySelector(".other-ways").open = true;
  }
};

const draw = (kit, maplibregl, ground, said) => {
  let corners = cornersOf(field.value);
  const canvas = drawing.querySelector(".map-canvas");
  const map = kit.newMap(maplibregl, host, canvas, {
    bounds: corners.length ? boundsOf(corners) : UNITED_KINGDOM,
    words: kit.wordsOf(host),
    sources: {
      ground: { type: "geojson", data: ground },
      drawn: { type: "geojson", data: drawnFrom(corners) },
    },
    layers: [
      { id: "land", type: "fill", source: "ground" },
      { id: "edges", type: "line", source: "ground", paint: { "line-width": 0.75 } },
      { id: "inside", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-opacity": 0.3 } },
      { id: "line", type: "line", source: "drawn", paint: { "line-width": 2.5 } },
      { id: "corners", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-stroke-width": 2 } },
    ],
  });
  map.doubleClickZoom.disable();
  canvas.append(kit.element("span", "middle"), kit.element("p", "under"));
  const under = canvas.querySelector(".under");
  under.setAttribute("aria-hidden", "true");

  const show = () => {
    map.getSource("drawn")?.setData(drawnFrom(corners));
    said.textContent = corners.length === 0 ? drawing.dataset.noCorners
      : `${corners.length === 1 ? drawing.dataset.oneCorner : kit.filled(drawing.dataset.corners, { count: corners.length })}.`
        + (corners.length > 2 ? ` ${drawing.dataset.enough}` : "");
  };
  const change = (next) => {
    corners = next;
    field.value = corners.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...corners, corners[0]]] }) : "";
    show();
  };
  const rounded = ({ lng, lat }) => [Number(lng.toFixed(5)), Number(lat.toFixed(5))];
  const add = (place) => {
    // The first corner pressed again closes the outline, which is closed already.
    const first = corners.length > 2 && map.project(corners[0]).dist(map.project(place)) < 10;
    if (!first) change([...corners, rounded(place)]);
  };

  map.on("click", (event) => add(event.lngLat));
  map.on("mousemove", "land", (event) => { under.textContent = event.features[0].properties.name; });
  map.on("mouseleave", "land", () => { under.textContent = ""; });
  map.on("moveend", () => {
    const [here] = map.queryRenderedFeatures(map.project(map.getCenter()), { layers: ["land"] });
    under.textContent = here?.properties.name ?? "";
  });
  const does = {
    add: () => add(map.getCenter()),
    undo: () => change(corners.slice(0, -1)),
    clear: () => change([]),
  };
  for (const button of drawing.querySelectorAll("[data-does]")) button.addEventListener("click", does[button.dataset.does]);
  const goTo = drawing.querySelector("select");
  const named = ground.features.map(({ properties }, place) => [properties.name, place]).sort(([one], [other]) => one.localeCompare(other, "en-GB"));
  for (const [name, place] of named) goTo.append(new Option(name, place));
  goTo.addEventListener("change", () => {
    const shape = ground.features[goTo.value]?.geometry;
    const bounds = shape ? boundsOf(shape.coordinates.flat(shape.type === "Polygon" ? 1 : 2)) : UNITED_KINGDOM;
    map.fitBounds(bounds, { padding: kit.PADDING, animate: !kit.calm() });
  });
  field.addEventListener("change", () => { corners = cornersOf(field.value); show(); if (corners.length) map.fitBounds(boundsOf(corners), { padding: kit.PADDING, animate: false }); });
  map.once("load", () => {
    kit.onColours(map, () => paint(map, kit.colours(drawing)));
    show();
    map.once("idle", () => { drawing.dataset.ready = "yes"; });
  });
};

const boundsOf = (corners) => {
  const across = corners.map(([lng]) => lng), up = corners.map(([, lat]) => lat);
  return [Math.min(...across), Math.min(...up), Math.max(...across), Math.max(...up)];
};

const drawnFrom = (corners) => {
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  const features = corners.map((corner) => feature("Point", corner));
  if (corners.length === 2) features.push(feature("LineString", corners));
  if (corners.length > 2) features.push(feature("Polygon", [[...corners, corners[0]]]));
  return { type: "FeatureCollection", features };
};

const paint = (map, colour) => {
  map.setPaintProperty("paper", "background-color", colour("paper"));
  map.setPaintProperty("land", "fill-color", colour("land"));
  map.setPaintProperty("edges", "line-color", colour("border"));
  map.setPaintProperty("inside", "fill-color", colour("accent"));
  map.setPaintProperty("line", "line-color", colour("accent"));
  map.setPaintProperty("corners", "circle-color", colour("paper"));
  map.setPaintProperty("corners", "circle-stroke-color", colour("accent"));
};

begin();
