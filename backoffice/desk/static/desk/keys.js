// Keys of the worklist: j and k move, Enter opens, x chooses, / searches. Without this file everything is links.
(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  let at = -1;
  const typing = (element) => element.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const go = (place) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(place, rows.length - 1));
    rows[at].querySelector("th a").focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && at >= 0) rows[at].querySelector("input").click();
    else if (event.key === "/") document.querySelector("#id_q").focus();
    else return;
    event.preventDefault();
  });
})();
