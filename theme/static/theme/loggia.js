/* Everything on the site works without this file; it only spares a step here and there. */
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "loggia-theme";

  function stored() {
    try { return localStorage.getItem(KEY); } catch (refused) { return null; }
  }
  function wear(theme) {
    root.setAttribute("data-color-scheme", theme || "auto");
  }
  function isDark() {
    var theme = root.getAttribute("data-color-scheme");
    return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  }
  wear(stored());

  document.querySelectorAll("[data-theme-toggle]").forEach(function (button) {
    function tell() {
      button.textContent = isDark() ? button.dataset.toLight : button.dataset.toDark;
    }
    tell();
    button.hidden = false;
    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      try { localStorage.setItem(KEY, theme); } catch (refused) { /* lasts for this page only */ }
      wear(theme);
      tell();
    });
  });

  var summary = document.querySelector(".ds-error-summary");
  if (summary) { summary.focus(); }

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* The server answers a doubled request once; this only stops the second click from looking like an error. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    /* What the page's own script holds back, such as for a file on its way, is not sent yet. */
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    var button = event.submitter;
    if (button) { button.setAttribute("aria-busy", "true"); }
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
    });
  });
  addEventListener("beforeprint", function () {
    document.querySelectorAll(".lo-why details").forEach(function (part) { part.open = true; });
  });
  document.addEventListener("keydown", function (event) {
    var menu = document.querySelector(".lo-menu[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.firstElementChild.focus(); }
  });
})();
