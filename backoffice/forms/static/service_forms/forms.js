/* Shows and hides what depends on answers of the page. Without this file the server does it, one
   step later. What cannot be told here stays as the server drew it. */
(function () {
  "use strict";
  var NUMBER = /^-?\d{1,28}(\.\d{1,28})?$/;
  var DAY = /^\d{4}-\d{2}-\d{2}$/;

  function plainNumber(text) {
    var tight = text.replace(/[\s€]/g, "").replace("−", "-");
    if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(tight)) { tight = tight.replace(/,/g, ""); }
    else if (/^-?(\d+|\d{1,3}(\.\d{3})+),\d+$/.test(tight)) { tight = tight.replace(/\./g, "").replace(",", "."); }
    else if (/^-?[1-9]\d{0,2}(\.\d{3})+$/.test(tight)) { tight = tight.replace(/\./g, ""); }
    return NUMBER.test(tight) ? tight : null;
  }

  function inputs(question) {
    return Array.prototype.slice.call(question.querySelectorAll("input, select, textarea"));
  }

  function answer(question) {
    if (!question || question.hidden) { return null; }
    var kind = question.dataset.kind, all = inputs(question), chosen;
    if (kind === "yes_no" || kind === "choice") {
      chosen = all.filter(function (one) { return one.type !== "radio" || one.checked; })[0];
      if (!chosen || chosen.value === "") { return null; }
      return kind === "yes_no" ? chosen.value === "true" : chosen.value;
    }
    if (kind === "choices") {
      chosen = all.filter(function (one) { return one.checked; }).map(function (one) { return one.value; });
      return chosen.length ? chosen : null;
    }
    if (kind === "consent") { return all.length ? all[0].checked : null; }
    if (kind === "date" && all.length === 3) {
      var parts = all.map(function (one) { return one.value.trim(); });
      if (!parts.every(function (part) { return /^\d+$/.test(part); })) { return null; }
      return parts[2].padStart(4, "0") + "-" + parts[1].padStart(2, "0") + "-" + parts[0].padStart(2, "0");
    }
    var text = all.length ? all[0].value.trim() : "";
    if (text === "") { return null; }
    if (kind === "number" || kind === "money") { return plainNumber(text); }
    return text.replace(/\s+/g, " ");
  }

  function find(key, from) {
    var row = from.closest("[data-row]"), place = '[data-key="' + key + '"]';
    var inside = row && row.querySelector(place);
    if (inside) { return inside; }
    var found = from.closest("[data-form-page]").querySelectorAll(place);
    for (var i = 0; i < found.length; i += 1) { if (!found[i].closest("[data-row]")) { return found[i]; } }
    return null;
  }

  function literal(word) { return word && typeof word === "object" ? Number(word.number) : word; }

  function same(value, wanted) {
    if (typeof wanted === "number" && typeof value === "string") {
      return NUMBER.test(value) && Number(value) === wanted;
    }
    if (typeof wanted === "string" && typeof value === "string" && (wanted + value).indexOf(".") >= 0 &&
        NUMBER.test(wanted) && NUMBER.test(value)) { return Number(wanted) === Number(value); }
    return value === wanted;
  }

  function ordered(sign, value, wanted) {
    if (value === null) { return null; }
    if (typeof wanted === "number") { value = NUMBER.test(value) ? Number(value) : null; }
    if (value === null || typeof value !== typeof wanted) { return null; }
    if (sign === "<") { return value < wanted; }
    if (sign === "<=") { return value <= wanted; }
    if (sign === ">") { return value > wanted; }
    return value >= wanted;
  }

  /* true, false, or null where an answer is missing */
  function verdict(tree, from) {
    var sign = tree[0], parts, value;
    if (sign === "and" || sign === "or") {
      var settles = sign === "or";
      parts = tree.slice(1).map(function (part) { return verdict(part, from); });
      if (parts.indexOf(settles) >= 0) { return settles; }
      return parts.indexOf(null) >= 0 ? null : !settles;
    }
    if (sign === "not") { value = verdict(tree[1], from); return value === null ? null : !value; }
    if (sign === "known") { return tree[1]; }
    value = answer(find(tree[1], from));
    if (sign === "is") { return typeof value === "boolean" ? value : null; }
    if (value === null && tree[2] === "") { value = ""; }
    if (sign === "in") { return tree[2].some(function (one) { return same(value, literal(one)); }); }
    if (sign === "has") {
      if (value === null) { return null; }
      if (typeof value === "string") { return value.indexOf(literal(tree[2])) >= 0; }
      return value.some(function (one) { return same(one, literal(tree[2])); });
    }
    if (sign === "=") { return same(value, literal(tree[2])); }
    if (sign === "!=") { return !same(value, literal(tree[2])); }
    return ordered(sign, value, literal(tree[2]));
  }

  function settle(page) {
    page.querySelectorAll("[data-if]").forEach(function (question) {
      var asked = verdict(JSON.parse(question.dataset.if), question) === true;
      /* A message of the server stays in sight whatever the script thinks. */
      question.hidden = !asked && !question.querySelector(".ds-validation-message");
    });
  }

  window.loggiaConditions = verdict;
  document.querySelectorAll("[data-form-page]").forEach(function (page) {
    var shown = page.querySelector('input[name="_shown"]');
    var live = page.querySelectorAll("[data-if]").length;
    var silent = page.querySelectorAll("[data-question][hidden]:not([data-if])").length;
    /* Only where the script can tell of every question does it vouch that all were seen. */
    if (shown && live && !silent) { shown.value = "*"; }
    page.addEventListener("input", function () { settle(page); });
    page.addEventListener("change", function () { settle(page); });
    settle(page);
  });
})();
