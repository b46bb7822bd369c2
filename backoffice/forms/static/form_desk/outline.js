/* Drag a field to another place among its neighbours; without this the arrows do the same. */
(() => {
  const form = document.getElementById("fe-steps");
  if (!form) return;
  let carried = null;
  const parent = (place) => place.split(".").slice(0, -1).join(".");
  const clear = () => form.querySelectorAll(".fe-row--over").forEach((row) => row.classList.remove("fe-row--over"));
  form.querySelectorAll(".fe-row[data-place]").forEach((row) => {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      carried = row.dataset.place;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", carried);
    });
    row.addEventListener("dragover", (event) => {
      if (carried === null || parent(carried) !== parent(row.dataset.place)) return;
      event.preventDefault();
      clear();
      row.classList.add("fe-row--over");
    });
    row.addEventListener("dragend", () => { carried = null; clear(); });
    row.addEventListener("drop", (event) => {
      if (carried === null || carried === row.dataset.place || parent(carried) !== parent(row.dataset.place)) return;
      event.preventDefault();
      const from = Number(carried.split(".").pop());
      const to = Number(row.dataset.place.split(".").pop());
      const step = document.createElement("input");
      step.type = "hidden";
      step.name = "do";
      step.value = `to:${carried}:${from < to ? to - 1 : to}`;
      form.append(step);
      form.submit();
    });
  });
})();
