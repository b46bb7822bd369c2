/* Sends files while the page stays open, with progress. Without this file they go with the page. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-upload]");
  if (!form || !window.FormData || !window.XMLHttpRequest) { return; }
  var say = form.dataset, count = 0, underway = 0, pressed = null, lost = [];
  // Seconds without a sign of the file arriving: then it is said, and after three times as long it is given up.
  var patience = 1000 * (Number(say.uploadPatience) || 20);
  // Read out as it changes; there before anything is said, or some programs would not hear the first words.
  var spoken = document.createElement("p");
  spoken.className = "ds-sr-only";
  spoken.setAttribute("role", "status");
  form.appendChild(spoken);

  function line(input) {
    var list = input.parentNode.querySelector(".sf-files");
    if (!list) {
      list = document.createElement("ul");
      list.className = "sf-files";
      input.parentNode.insertBefore(list, input);
    }
    var item = document.createElement("li");
    item.className = "lo-option";
    item.tabIndex = -1;
    list.appendChild(item);
    return item;
  }

  function attached(item, input, kept) {
    var box = document.createElement("input"), label = document.createElement("label");
    var same = item.parentNode.querySelector('input[type=checkbox][value="' + kept.id + '"]');
    spoken.textContent = kept.name + " (" + say.uploadDone + ")";
    if (same) {
      // The same file again, or one that had arrived although its answer was lost.
      same.checked = true;
      item.parentNode.removeChild(item);
      return;
    }
    count += 1;
    box.type = "checkbox";
    box.className = "ds-input";
    box.checked = true;
    box.name = input.name + "-kept";
    box.value = kept.id;
    box.id = "sent_file_" + count;
    label.htmlFor = box.id;
    label.textContent = spoken.textContent;
    item.textContent = "";
    item.appendChild(box);
    item.appendChild(label);
  }

  function refused(item, file, text) {
    var words = document.createElement("p");
    words.className = "ds-validation-message";
    words.setAttribute("role", "alert");
    words.textContent = file.name + ": " + text;
    item.className = "sf-refused";
    item.textContent = "";
    item.appendChild(words);
  }

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.variant = "secondary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function again(item, input, file, text) {
    var held = { item: item, input: input, file: file };
    refused(item, file, text);
    item.appendChild(button(say.uploadAgain + ": " + file.name, function () { retry(held).focus(); }));
    item.appendChild(document.createTextNode(" "));
    item.appendChild(button(say.uploadDrop + ": " + file.name, function () {
      forget(held);
      input.focus();
    }));
    lost.push(held);
  }

  function forget(held) {
    lost.splice(lost.indexOf(held), 1);
    held.item.parentNode.removeChild(held.item);
  }

  function retry(held) {
    forget(held);
    return send(held.input, held.file);
  }

  function ended() {
    underway -= 1;
    if (underway || !pressed) { return; }
    var submitter = pressed.submitter, open = form.querySelector(".sf-refused");
    pressed.note.parentNode.removeChild(pressed.note);
    pressed = null;
    // What was refused is read first; the person presses once more.
    if (open) { open.focus(); } else { form.requestSubmit(submitter || undefined); }
  }

  /* Words for an answer that names no reason: who is at fault decides what helps. */
  function reason(status) {
    if (status === 401 || status === 403 || status === 404) { return say.uploadAway; }
    return status ? say.uploadFailed : say.uploadLost;
  }

  function send(input, file) {
    var item = line(input), bar = document.createElement("progress"), words = document.createElement("span");
    var most = Number(input.dataset.maxMb);
    if (most && file.size > most * 1048576) {
      refused(item, file, say.uploadLarge.replace("{max}", most));
      return item;
    }
    bar.max = 100;
    bar.value = 0;
    item.appendChild(words);
    item.appendChild(bar);
    var body = new FormData(), request = new XMLHttpRequest(), silent = 0, watch = 0;
    underway += 1;
    function state(text) {
      var said = text + ": " + file.name;
      if (words.textContent === said) { return; }
      words.textContent = said;
      bar.setAttribute("aria-label", said);
      spoken.textContent = said;
    }
    function over() {
      window.clearInterval(watch);
      watch = 0;
    }
    function gone() {
      if (!watch) { return; }
      over();
      again(item, input, file, reason(request.status));
      ended();
    }
    state(say.uploadBusy);
    watch = window.setInterval(function () {
      silent += 1;
      if (silent === 1) { state(say.uploadSlow); }
      if (silent > 2) { request.abort(); gone(); }
    }, patience);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("field", input.name.replace(/-(\d+)-/g, ".$1."));
    body.append("file", file);
    request.open("POST", say.upload);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      silent = 0;
      state(say.uploadBusy);
      if (event.lengthComputable) { bar.value = Math.round(100 * event.loaded / event.total); }
    });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (!watch) { return; }
      if (request.status !== 201 && !answer.detail) { gone(); return; }
      over();
      if (request.status === 201) { attached(item, input, answer); } else { refused(item, file, answer.detail); }
      ended();
    });
    request.addEventListener("error", gone);
    request.send(body);
    return item;
  }

  function wait(event) {
    event.preventDefault();
    if (pressed) { return; }
    var note = document.createElement("p");
    note.setAttribute("role", "status");
    note.textContent = say.uploadWait;
    form.appendChild(note);
    pressed = { submitter: event.submitter, note: note };
  }

  form.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.files.length) { return; }
    // Another choice answers what was refused before; what did not arrive is still asked about.
    input.parentNode.querySelectorAll(".sf-refused").forEach(function (item) {
      if (!item.querySelector("button")) { item.parentNode.removeChild(item); }
    });
    Array.prototype.forEach.call(input.files, function (file) { send(input, file); });
    input.value = "";
  });

  form.addEventListener("submit", function (event) {
    // Nobody goes on without a file that they chose: what was lost is tried once more first.
    if (!underway) { lost.slice().forEach(retry); }
    if (underway) { wait(event); }
  });

  // Only what is on its way or was lost would be gone: the browser asks before the page is left.
  window.addEventListener("beforeunload", function (event) {
    if (underway || lost.length) { event.preventDefault(); }
  });
})();
