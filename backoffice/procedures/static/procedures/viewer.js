// Shows drawings on staff pages, lit by what the page says of each element.

const read = (id) => (id ? JSON.parse(document.getElementById(id).textContent) : {});

async function show(place) {
  const answer = await fetch(place.dataset.drawing, { credentials: "same-origin" });
  if (!answer.ok) return;
  const viewer = new window.BpmnJS({ container: place });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [element, mark] of Object.entries(read(place.dataset.marks))) {
    if (registry.get(element)) canvas.addMarker(element, `bp-mark-${mark}`);
  }
  for (const [element, text] of Object.entries(read(place.dataset.notes))) {
    if (!registry.get(element)) continue;
    const note = document.createElement("div");
    note.className = "bp-note";
    note.textContent = text;
    viewer.get("overlays").add(element, { position: { top: -12, left: 4 }, html: note });
  }
  fit(place, canvas);
  keys(place, canvas);
  viewer.on("element.click", ({ element }) => {
    document.getElementById(`step-${element.id}`)?.scrollIntoView({ block: "center" });
  });
  place.dataset.ready = "yes";
}

// As high as the drawing needs at the width there is, so that nothing stands in empty space.
function fit(place, canvas) {
  const { inner } = canvas.viewbox();
  const height = (place.clientWidth * inner.height) / inner.width;
  place.style.blockSize = `${Math.min(Math.max(height + 60, 240), window.innerHeight * 0.7)}px`;
  canvas.resized();
  canvas.zoom("fit-viewport", "auto");
}

function keys(place, canvas) {
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  place.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step) canvas.scroll({ dx: step[0], dy: step[1] });
    else if (event.key === "+") canvas.zoom(canvas.zoom() * 1.2);
    else if (event.key === "-") canvas.zoom(canvas.zoom() / 1.2);
    else if (event.key === "0") fit(place, canvas);
    else return;
    event.preventDefault();
  });
}

for (const place of document.querySelectorAll(".bp-picture[data-drawing]")) show(place);
