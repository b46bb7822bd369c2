/* Sends files while the page stays open, with progress. Without this file they go with the page. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-upload]");
  if (!form || !window.FormData || !window.XMLHttpRequest) { return; }
  var count = 0, underway = 0, pressed = null;
  // Seconds without a sign of the file arriving: then it is said, and after three times as long it is given up.
  var patience = 1000 * (Number(form.dataset.uploadPatience) || 20);

  function line(input) {
    var list = input.parentNode.querySelector(".sf-files");
    if (!list) {
      list = document.createElement("ul");
      list.className = "sf-files";
      input.parentNode.insertBefore(list, input);
    }
    var item = document.createElement("li");
    item.className = "lo-option";
    item.setAttribute("role", "status");
    list.appendChild(item);
    return item;
  }

  function attached(item, input, kept) {
    var box = document.createElement("input"), label = document.createElement("label");
    count += 1;
    box.type = "checkbox";
    box.className = "ds-input";
    box.checked = true;
    box.name = input.name + "-kept";
    box.value = kept.id;
    box.id = "sent_file_" + count;
    label.htmlFor = box.id;
    label.textContent = kept.name + " (" + form.dataset.uploadDone + ")";
    item.textContent = "";
    item.appendChild(box);
    item.appendChild(label);
  }

  function refused(item, text) {
    item.className = "ds-validation-message";
    item.setAttribute("role", "alert");
    item.textContent = text || form.dataset.uploadLost;
  }

  function again(item, input, file) {
    var button = document.createElement("button");
    refused(item, "");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.variant = "secondary";
    button.textContent = form.dataset.uploadAgain + ": " + file.name;
    button.addEventListener("click", function () {
      item.parentNode.removeChild(item);
      send(input, file);
    });
    item.appendChild(document.createTextNode(" "));
    item.appendChild(button);
  }

  function ended() {
    underway -= 1;
    if (underway || !pressed) { return; }
    var submitter = pressed.submitter, open = form.querySelector(".sf-files [role=alert]");
    pressed.note.parentNode.removeChild(pressed.note);
    pressed = null;
    // What was refused is read first; the person presses once more.
    if (!open) { form.requestSubmit(submitter || undefined); }
  }

  function send(input, file) {
    var item = line(input), bar = document.createElement("progress"), words = document.createElement("span");
    words.textContent = form.dataset.uploadBusy + ": " + file.name + " ";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", words.textContent);
    item.appendChild(words);
    item.appendChild(bar);
    var body = new FormData(), request = new XMLHttpRequest(), silent = 0, watch = 0;
    underway += 1;
    function alive() {
      silent = 0;
      words.textContent = form.dataset.uploadBusy + ": " + file.name + " ";
    }
    function lost() {
      if (!watch) { return; }
      over();
      again(item, input, file);
      ended();
    }
    function over() {
      window.clearInterval(watch);
      watch = 0;
    }
    watch = window.setInterval(function () {
      silent += 1;
      if (silent === 1) { words.textContent = form.dataset.uploadSlow + ": " + file.name + " "; }
      if (silent > 2) { request.abort(); lost(); }
    }, patience);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("field", input.name.replace(/-(\d+)-/g, ".$1."));
    body.append("file", file);
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      alive();
      if (event.lengthComputable) { bar.value = Math.round(100 * event.loaded / event.total); }
    });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (!watch) { return; }
      if (request.status !== 201 && !answer.detail) { lost(); return; }
      over();
      if (request.status === 201) { attached(item, input, answer); } else { refused(item, answer.detail); }
      ended();
    });
    request.addEventListener("error", lost);
    request.send(body);
  }

  form.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.files.length) { return; }
    Array.prototype.forEach.call(input.files, function (file) { send(input, file); });
    input.value = "";
  });

  form.addEventListener("submit", function (event) {
    if (!underway) { return; }
    event.preventDefault();
    if (pressed) { return; }
    var note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = form.dataset.uploadWait;
    form.appendChild(note);
    pressed = { submitter: event.submitter, note: note };
  });
})();
