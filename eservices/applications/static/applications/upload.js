/* Sends files while the page stays open, with progress. Without this file they go with the page. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-upload]");
  if (!form || !window.FormData || !window.XMLHttpRequest) { return; }
  var count = 0;

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
    item.textContent = text || form.dataset.uploadLost;
  }

  function send(input, file) {
    var item = line(input), bar = document.createElement("progress"), words = document.createElement("span");
    words.textContent = form.dataset.uploadBusy + ": " + file.name + " ";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", words.textContent);
    item.appendChild(words);
    item.appendChild(bar);
    var body = new FormData(), request = new XMLHttpRequest();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("field", input.name.replace(/-(\d+)-/g, ".$1."));
    body.append("file", file);
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) { bar.value = Math.round(100 * event.loaded / event.total); }
    });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (request.status === 201) { attached(item, input, answer); } else { refused(item, answer.detail); }
    });
    request.addEventListener("error", function () { refused(item, ""); });
    request.send(body);
  }

  form.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.files.length) { return; }
    Array.prototype.forEach.call(input.files, function (file) { send(input, file); });
    input.value = "";
  });
})();
