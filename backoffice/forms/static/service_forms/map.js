/* Draws the map of a place or an area over the boxes in which coordinates can be typed. The boxes
   are what is sent; the map only writes into them. Nothing is asked of anybody but this server. */
(function () {
  "use strict";
  if (!window.L) { return; }
  var L = window.L, DIGITS = 6;
  var LOOK = {
    land: { stroke: true, color: "#b9b29f", weight: 1, fillColor: "#f4efe2", fillOpacity: 1 },
    park: { stroke: false, fillColor: "#d8e6c6", fillOpacity: 1 },
    square: { stroke: true, color: "#cfc6b0", weight: 1, fillColor: "#eadfc6", fillOpacity: 1 },
    street: { color: "#ffffff", weight: 7, opacity: 1, lineCap: "round" },
    pier: { color: "#8f8a7c", weight: 4 }
  };
  var MARK = { color: "#8c2f12", weight: 3, fillColor: "#d9532c", fillOpacity: .45 };

  function numbers(text) {
    var found = /^\s*(-?\d{1,3}(?:[.]\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:[.]\d+)?)\s*$/.exec(text);
    return found ? [Number(found[1]), Number(found[2])] : null;
  }
  function round(value) { return Number(value.toFixed(DIGITS)); }
  function written(place) { return round(place[0]) + ", " + round(place[1]); }

  /* Lengths of a degree on the ellipsoid at this latitude; the server reckons the area that counts. */
  function area(ring) {
    var sum = 0, at = ring[0][0] * Math.PI / 180;
    var north = 111132.954 - 559.822 * Math.cos(2 * at) + 1.175 * Math.cos(4 * at);
    var east = 111412.84 * Math.cos(at) - 93.5 * Math.cos(3 * at) + 0.118 * Math.cos(5 * at);
    ring.forEach(function (a, place) {
      var b = ring[(place + 1) % ring.length];
      sum += (a[1] - ring[0][1]) * (b[0] - ring[0][0]) - (b[1] - ring[0][1]) * (a[0] - ring[0][0]);
    });
    return Math.abs(sum / 2) * north * east;
  }

  function base(map, frame) {
    if (frame.dataset.tiles) {
      L.tileLayer(frame.dataset.tiles, { maxZoom: 20, attribution: frame.dataset.attribution }).addTo(map);
      return;
    }
    map.attributionControl.addAttribution(frame.dataset.attribution);
    if (!frame.dataset.base) { return; }
    fetch(frame.dataset.base).then(function (answer) { return answer.json(); }).then(function (drawn) {
      L.geoJSON(drawn, {
        interactive: false,
        pane: "base",
        style: function (one) { return LOOK[one.properties.kind] || LOOK.land; },
        filter: function (one) { return one.geometry.type !== "Point"; },
        onEachFeature: function (one, layer) {
          if (one.properties.kind !== "street") { return; }
          layer.bindTooltip(one.properties.name, { permanent: true, direction: "center", className: "sf-street-name" });
        }
      }).addTo(map);
    }).catch(function () { /* the boxes do without a picture */ });
  }

  function start(holder) {
    var frame = holder.querySelector("[data-map-frame]"), canvas = holder.querySelector("[data-map-canvas]");
    var isPoint = holder.dataset.map === "point", words = frame.dataset;
    var lat = holder.querySelector('input[name$="-lat"]'), lon = holder.querySelector('input[name$="-lon"]');
    var corners = holder.querySelector("textarea");
    var status = holder.querySelector("[data-map-status]");
    frame.hidden = false;
    var centre = numbers(words.centre) || [35.34, 25.13];
    var map = L.map(canvas, { zoomControl: false, attributionControl: true, keyboard: true, scrollWheelZoom: false });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: words.wordIn, zoomOutTitle: words.wordOut }).addTo(map);
    map.setView(centre, Number(words.zoom) || 16);
    map.createPane("base").style.zIndex = 250;
    base(map, frame);
    var drawn = L.layerGroup().addTo(map);

    function ring() {
      return corners.value.split("\n").map(numbers).filter(Boolean);
    }
    function places() {
      if (!isPoint) { return ring(); }
      var place = numbers(lat.value.replace(",", ".") + " " + lon.value.replace(",", "."));
      return place ? [place] : [];
    }
    function draw() {
      var found = places();
      drawn.clearLayers();
      if (!isPoint && found.length > 1) { L.polygon(found, MARK).addTo(drawn); }
      found.forEach(function (place) { L.circleMarker(place, Object.assign({ radius: isPoint ? 9 : 6 }, MARK)).addTo(drawn); });
      if (!found.length) { status.textContent = words.wordNone; return; }
      status.textContent = isPoint ? words.wordPlace.replace("{place}", written(found[0]))
        : words.wordCorners.replace("{count}", found.length).replace("{area}", found.length > 2 ? Math.round(area(found)) : 0);
    }
    function write(found) {
      if (isPoint) {
        lat.value = found.length ? round(found[0][0]) : "";
        lon.value = found.length ? round(found[0][1]) : "";
      } else {
        corners.value = found.map(written).join("\n");
      }
      (isPoint ? lat : corners).dispatchEvent(new Event("input", { bubbles: true }));
      draw();
    }
    function take(place) { write(isPoint ? [place] : places().concat([place])); }

    map.on("click", function (event) { take([event.latlng.lat, event.latlng.lng]); });
    holder.addEventListener("click", function (event) {
      var button = event.target.closest("[data-map-do]");
      if (!button) { return; }
      var what = button.dataset.mapDo, middle = map.getCenter();
      if (what === "put" || what === "add") { take([middle.lat, middle.lng]); }
      if (what === "undo") { write(places().slice(0, -1)); }
      if (what === "clear") { write([]); }
    });
    [lat, lon, corners].forEach(function (box) { if (box) { box.addEventListener("change", draw); } });
    draw();
    var found = places();
    if (found.length > 1) { map.fitBounds(found, { maxZoom: 19, padding: [30, 30] }); }
    else if (found.length) { map.setView(found[0], 18); }
  }

  function ready(holder) {
    /* A map in a question that is not asked yet has no size; it starts when it comes in sight. */
    var question = holder.closest("[data-question]");
    if (!question || !question.hidden) { start(holder); return; }
    var watcher = new MutationObserver(function () {
      if (!question.hidden) { watcher.disconnect(); start(holder); }
    });
    watcher.observe(question, { attributes: true, attributeFilter: ["hidden"] });
  }
  document.querySelectorAll("[data-map]").forEach(ready);
})();
