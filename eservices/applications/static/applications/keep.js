/* Keeps what was typed while the page stands and when it is left. Without this file “Continue” does. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]"), place = document.querySelector("[data-saved]");
  if (!form || !window.fetch || !window.AbortController) { return; }
  var PAUSE = 1500, LONGEST = 8000;
  var changed = false, timer = 0, underway = null, gone = false;

  function typed() {
    var data = new FormData(form);
    // Files go their own way; here they would only be sent twice.
    form.querySelectorAll("input[type=file]").forEach(function (input) { data.delete(input.name); });
    data.append("_keep", "1");
    return data;
  }

  function keep(leaving) {
    window.clearTimeout(timer);
    // Whoever leaves does not wait for what is being kept already.
    if (!changed || gone || (underway && !leaving)) { return; }
    changed = false;
    var stop = new AbortController(), late = window.setTimeout(function () { stop.abort(); }, LONGEST);
    underway = fetch(window.location.href, {
      method: "POST",
      body: typed(),
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      keepalive: leaving,
      signal: stop.signal
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(); }
      return answer.json();
    }).then(function (answer) {
      if (place) { place.textContent = answer.saved; }
    }).catch(function () {
      // Tried again with the next change, or sent with the page.
      changed = true;
    }).then(function () {
      window.clearTimeout(late);
      underway = null;
    });
  }

  function soon(event) {
    if (event.target.type === "file") { return; }
    changed = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { keep(false); }, PAUSE);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    window.clearTimeout(timer);
    gone = true;
    if (!underway) { return; }
    // What was kept a moment ago must not overtake what is sent now.
    event.preventDefault();
    underway.then(function () { form.requestSubmit(event.submitter || undefined); });
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { keep(true); }
  });
  window.addEventListener("pagehide", function () { keep(true); });
  // Back from the next page as it was left: typing is kept again.
  window.addEventListener("pageshow", function () { gone = false; });
})();
