/* Sums and change while typing; the server counts again, and everything works without this. */
(function () {
  "use strict";
  var money = new Intl.NumberFormat(document.documentElement.lang || "el", { style: "currency", currency: "EUR" });
  function cents(text) {
    var plain = String(text || "").trim().replace(/\s|€/g, "");
    if (plain.indexOf(",") >= 0) { plain = plain.replace(/\./g, "").replace(",", "."); }
    var value = Math.round(parseFloat(plain) * 100);
    return isNaN(value) ? 0 : value;
  }
  function write(place, value) {
    place.hidden = false;
    (place.querySelector("output") || place).textContent = money.format(value / 100);
  }
  var count = document.querySelector("form[data-count]");
  if (count) {
    var sum = function () {
      var total = 0;
      count.querySelectorAll("input[data-value]").forEach(function (field) {
        total += (parseInt(field.value, 10) || 0) * cents(field.dataset.value);
      });
      write(count.querySelector("[data-sum]"), total);
    };
    count.addEventListener("input", sum);
    sum();
  }
  var counter = document.querySelector("form[data-counter]");
  if (counter) {
    var reckon = function () {
      var due = 0;
      counter.querySelectorAll("input[name=charges]").forEach(function (box) {
        var part = cents(counter.elements["part_" + box.value].value);
        if (box.checked) { due += part || cents(box.dataset.total); }
      });
      write(counter.querySelector("[data-due]"), due);
      var handed = cents(counter.elements.handed.value);
      var change = counter.querySelector("[data-change]");
      if (handed >= due && handed) { write(change, handed - due); } else { change.hidden = true; }
    };
    counter.addEventListener("input", reckon);
    counter.elements.handed.focus();
    reckon();
  }
})();
