/* Show only the way of saying a condition that was chosen; without this all of them are in sight. */
(() => {
  const box = document.querySelector(".fe-condition");
  if (!box) return;
  const choices = box.querySelector(".fe-choices");
  const text = box.querySelector("details");
  const show = () => {
    const chosen = box.querySelector("input[name=when]:checked");
    const when = chosen ? chosen.value : "always";
    choices.classList.toggle("fe-off", when !== "choices");
    text.classList.toggle("fe-off", when !== "text");
    if (when === "text") text.open = true;
  };
  box.addEventListener("change", show);
  show();
})();
