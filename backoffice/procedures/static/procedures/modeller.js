// Draws a procedure. What can be set of an element is described by the page; this module only
// writes it into the drawing, so that every change can be undone with the tool's own undo.

const json = (id) => JSON.parse(document.getElementById(id).textContent);
const described = json("bp-described");
const words = described.words;
const dictionary = json("bp-dictionary");
const state = document.getElementById("bp-state");
const panel = document.getElementById("bp-panel");
const list = document.getElementById("bp-findings");

function translate(template, replacements = {}) {
  return (dictionary[template] ?? template).replace(
    /{([^}]+)}/g,
    (_, key) => dictionary[replacements[key]] ?? replacements[key] ?? `{${key}}`,
  );
}

const modeler = new window.BpmnJS({
  container: "#bp-canvas",
  moddleExtensions: { loggia: json("bp-moddle") },
  additionalModules: [{ translate: ["value", translate] }],
});
const tool = (name) => modeler.get(name);
let chosen = null;
let findings = json("bp-found");

// --- reading and writing what an element says -----------------------------------------------

const businessOf = (element) => element.businessObject;
const eventOf = (element, kind) =>
  (businessOf(element).eventDefinitions ?? []).find((d) => d.$type === `bpmn:${kind}EventDefinition`);
const set = (element, changes) => tool("modeling").updateProperties(element, changes);
const setInside = (element, inner, changes) =>
  tool("modeling").updateModdleProperties(element, inner, changes);
const make = (type, values) => tool("bpmnFactory").create(type, values);

function extensions(element) {
  const business = businessOf(element);
  if (!business.extensionElements) {
    const holder = make("bpmn:ExtensionElements", { values: [] });
    holder.$parent = business;
    set(element, { extensionElements: holder });
  }
  return business.extensionElements;
}

const inside = (element, type) =>
  (businessOf(element).extensionElements?.values ?? []).filter((v) => v.$type === type);

function replaceInside(element, type, values) {
  const holder = extensions(element);
  const kept = holder.values.filter((v) => v.$type !== type);
  for (const value of values) value.$parent = holder;
  setInside(element, holder, { values: [...kept, ...values] });
}

function rootElement(type, name) {
  const root = modeler.getDefinitions();
  let found = root.rootElements.find((e) => e.$type === type && e.name === name);
  if (!found) {
    found = make(type, { name });
    found.$parent = root;
    root.rootElements.push(found);
  }
  return found;
}

const messageHolder = (element) => eventOf(element, "Message") ?? businessOf(element);

function timerOf(element) {
  const event = eventOf(element, "Timer");
  const form = ["timeDuration", "timeDate", "timeCycle"].find((name) => event?.[name]);
  return { event, form: form ?? "timeDuration", text: event?.[form]?.body ?? "" };
}

function setTimer(element, form, text) {
  const { event } = timerOf(element);
  const body = text ? make("bpmn:FormalExpression", { body: text }) : undefined;
  if (body) body.$parent = event;
  const empty = { timeDuration: undefined, timeDate: undefined, timeCycle: undefined };
  setInside(element, event, { ...empty, [form]: body });
}

function setMany(element, { kind, over, item }) {
  if (!kind) {
    set(element, { loopCharacteristics: undefined });
    return;
  }
  const loop = make("bpmn:MultiInstanceLoopCharacteristics", { isSequential: kind === "sequential" });
  if (over) loop.loopDataInputRef = dataObject(element, over);
  loop.inputDataItem = make("bpmn:DataInput", { name: item || "item" });
  loop.inputDataItem.$parent = loop;
  loop.$parent = businessOf(element);
  set(element, { loopCharacteristics: loop });
}

// A list is named by reference, so it must stand in the drawing as an object of its own.
function dataObject(element, name) {
  let scope = businessOf(element).$parent;
  while (scope.$parent && scope.$type !== "bpmn:Process") scope = scope.$parent;
  let found = (scope.flowElements ?? []).find((e) => e.id === name);
  if (!found) {
    found = make("bpmn:DataObject", { id: name });
    found.$parent = scope;
    scope.flowElements = [...(scope.flowElements ?? []), found];
  }
  return found;
}

const simple = {
  name: (element) => [businessOf(element).name ?? "", (v) => tool("modeling").updateLabel(element, v)],
  condition: (element) => [
    businessOf(element).conditionExpression?.body ?? "",
    (v) => {
      const body = v ? make("bpmn:FormalExpression", { body: v }) : undefined;
      set(element, { conditionExpression: body });
    },
  ],
  message: (element) => [
    messageHolder(element).messageRef?.name ?? "",
    (v) => {
      const change = { messageRef: v ? rootElement("bpmn:Message", v) : undefined };
      setInside(element, messageHolder(element), change);
    },
  ],
  timer: (element) => [timerOf(element).text, (v) => setTimer(element, timerOf(element).form, v)],
  timer_form: (element) => [
    timerOf(element).form,
    (v) => setTimer(element, v, timerOf(element).text),
  ],
  called: (element) => [
    businessOf(element).calledElement ?? "",
    (v) => set(element, { calledElement: v || undefined }),
  ],
};

const access = (element, name) =>
  simple[name]?.(element) ?? [
    businessOf(element).get(`loggia:${name}`) ?? "",
    (v) => set(element, { [`loggia:${name}`]: v || undefined }),
  ];

// --- the panel ------------------------------------------------------------------------------

function tag(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

const choice = (options, value, change) => {
  const node = tag("select", { onchange: () => change(node.value) });
  const known = options.some(([key]) => key === value) ? options : [[value, value], ...options];
  for (const [key, text] of known) {
    node.append(tag("option", { value: key, textContent: text, selected: key === value }));
  }
  return node;
};

// True while a line of text changes the drawing: whoever goes on to the next field, by mouse or
// by key, must find that field and not a new one in its place.
let typing = false;

const line = (value, change, properties = {}) => {
  const node = tag("input", { type: "text", value, ...properties });
  node.onchange = () => {
    typing = true;
    try {
      change(node.value);
    } finally {
      typing = false;
    }
  };
  return node;
};

const labelled = (text, node, hint) => {
  const label = tag("label", {}, text, node);
  return hint ? [label, tag("p", { className: "bp-hint", textContent: hint })] : [label];
};

const makers = {
  text: (element, field) => {
    const [value, change] = access(element, field.name);
    return labelled(field.label, line(value, change, { name: field.name }), field.help);
  },
  choice: (element, field) => {
    const [value, change] = access(element, field.name);
    return labelled(field.label, choice(described.choices[field.name], value, change));
  },
  timer_form: (element, field) => {
    const [value, change] = access(element, field.name);
    return labelled(field.label, choice(described.choices.timer_form, value, change));
  },
  default: (element, field) => {
    const source = element.source;
    const tick = tag("input", {
      type: "checkbox",
      checked: businessOf(source).default === businessOf(element),
      onchange: () => set(source, { default: tick.checked ? businessOf(element) : undefined }),
    });
    return [tag("label", { className: "bp-tick" }, tick, field.label)];
  },
  many: (element, field) => {
    const loop = businessOf(element).loopCharacteristics;
    const now = {
      kind: !loop ? "" : loop.isSequential ? "sequential" : "parallel",
      over: loop?.loopDataInputRef?.id ?? "",
      item: loop?.inputDataItem?.name ?? "",
    };
    const change = (part) => setMany(element, Object.assign(now, part));
    const nodes = labelled(field.label, choice(described.choices.many, now.kind, (kind) => change({ kind })));
    if (now.kind) {
      nodes.push(...labelled(words.list, line(now.over, (over) => change({ over }))));
      nodes.push(...labelled(words.item, line(now.item, (item) => change({ item }))));
    }
    return nodes;
  },
  operation: (element, field) => {
    const [value, change] = access(element, "operation");
    const options = [["", ""], ...described.operations.map((o) => [o.name, o.title])];
    const nodes = labelled(field.label, choice(options, value, change));
    const operation = described.operations.find((o) => o.name === value);
    if (!operation) return nodes;
    nodes.push(tag("p", { className: "bp-hint", textContent: operation.help }));
    const pairs = (type, key) => Object.fromEntries(inside(element, type).map((v) => [v.name, v[key]]));
    const write = (type, key, name, text) => {
      const all = { ...pairs(type, key), [name]: text };
      const kept = Object.entries(all).filter(([, v]) => v);
      replaceInside(element, type, kept.map(([n, v]) => make(type, { name: n, [key]: v })));
    };
    for (const input of operation.inputs) {
      const text = input.title + (input.required ? " *" : "");
      const has = pairs("loggia:Input", "value")[input.name] ?? "";
      nodes.push(...labelled(text, line(has, (v) => write("loggia:Input", "value", input.name, v)), field.help));
    }
    for (const output of operation.outputs) {
      const has = pairs("loggia:Output", "fact")[output.name] ?? "";
      const text = `${output.title} – ${words.brings}`;
      nodes.push(...labelled(text, line(has, (v) => write("loggia:Output", "fact", output.name, v))));
    }
    return nodes;
  },
  pairs: (element, field) => table(element, field, "loggia:Input", "value"),
  outputs: (element, field) => table(element, field, "loggia:Output", "fact"),
  form: (element, field) => questions(element, field),
  steps: (element, field) => others(element, field),
};

// The other tasks of people in the drawing, ticked where this one asks for another person.
function others(element, field) {
  const [value, change] = access(element, field.name);
  const named = value.split(/\s+/).filter(Boolean);
  const people = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:Task"];
  const tasks = tool("elementRegistry")
    .filter((e) => people.includes(businessOf(e)?.$type) && e !== element && e.type !== "label")
    .map((e) => [e.id, businessOf(e).name || e.id]);
  const gone = named.filter((id) => !tasks.some(([known]) => known === id)).map((id) => [id, id]);
  const box = tag("fieldset", {}, tag("legend", { textContent: field.label }));
  for (const [id, name] of [...tasks, ...gone]) {
    const tick = tag("input", {
      type: "checkbox",
      name: `${field.name}-${id}`,
      checked: named.includes(id),
      onchange: () => change([...named.filter((n) => n !== id), ...(tick.checked ? [id] : [])].join(" ")),
    });
    box.append(tag("label", { className: "bp-tick" }, tick, name));
  }
  box.append(tag("p", { className: "bp-hint", textContent: field.help }));
  return [box];
}

function table(element, field, type, key) {
  const rows = inside(element, type).map((v) => [v.name ?? "", v[key] ?? ""]);
  const box = tag("fieldset", {}, tag("legend", { textContent: field.label }));
  const write = (now) =>
    replaceInside(element, type, now.map(([name, v]) => make(type, { name, [key]: v })));
  rows.forEach(([name, value], at) => {
    const change = (place, text) => {
      rows[at][place] = text;
      write(rows);
    };
    box.append(
      tag("div", { className: "bp-pair" },
        line(name, (v) => change(0, v), { ariaLabel: words.fact }),
        line(value, (v) => change(1, v), { ariaLabel: words.value }),
        button("×", words.remove, () => write(rows.filter((_, i) => i !== at)))),
    );
  });
  box.append(button(words.add, words.add, () => write([...rows, ["", ""]])));
  return [box];
}

const button = (text, label, press) =>
  tag("button", { type: "button", className: "button button-small button-secondary", textContent: text, ariaLabel: label, onclick: press });

function questions(element, field) {
  const fields = inside(element, "loggia:Form")[0]?.fields ?? [];
  const plain = fields.map((f) => ({
    name: f.name ?? "", type: f.type ?? "text", label: f.label ?? "", label_en: f.label_en ?? "",
    required: f.required ?? "", choices: (f.choices ?? []).map((c) => ({ value: c.value, label: c.label, label_en: c.label_en })),
  }));
  const write = (now) => {
    const made = now.map((f) => make("loggia:Field", {
      ...f, required: f.required || undefined, choices: f.choices.map((c) => make("loggia:Choice", c)),
    }));
    replaceInside(element, "loggia:Form", made.length ? [make("loggia:Form", { fields: made })] : []);
  };
  const box = tag("fieldset", {}, tag("legend", { textContent: field.label }));
  plain.forEach((item, at) => {
    const change = (part) => {
      Object.assign(item, part);
      write(plain);
    };
    box.append(question(item, change, () => write(plain.filter((_, i) => i !== at))));
  });
  const fresh = { name: `answer_${plain.length + 1}`, type: "text", label: "", label_en: "", required: "true", choices: [] };
  box.append(button(words.add, words.add, () => write([...plain, fresh])));
  return [box];
}

function question(item, change, remove) {
  const tick = tag("input", {
    type: "checkbox", checked: item.required === "true",
    onchange: () => change({ required: tick.checked ? "true" : "" }),
  });
  const box = tag("fieldset", {},
    ...labelled(words.question, line(item.label, (label) => change({ label }))),
    ...labelled(words.question_en, line(item.label_en, (label_en) => change({ label_en }))),
    ...labelled(words.fact, line(item.name, (name) => change({ name }))),
    ...labelled(words.type, choice(described.choices.field_type, item.type, (type) => change({ type }))),
    tag("label", { className: "bp-tick" }, tick, words.required));
  if (item.type === "choice") {
    item.choices.forEach((one, place) => {
      const write = (part) => {
        Object.assign(one, part);
        change({});
      };
      box.append(tag("div", { className: "bp-pair" },
        line(one.value ?? "", (value) => write({ value }), { ariaLabel: words.value }),
        line(one.label ?? "", (label) => write({ label }), { ariaLabel: words.answer }),
        line(one.label_en ?? "", (label_en) => write({ label_en }), { ariaLabel: words.answer_en }),
        button("×", words.remove, () => change({ choices: item.choices.filter((_, i) => i !== place) }))));
    });
    box.append(button(words.answers, words.add, () => change({ choices: [...item.choices, { value: "", label: "", label_en: "" }] })));
  }
  box.append(button(words.remove, words.remove, remove));
  return box;
}

function fieldsFor(element) {
  const type = businessOf(element).$type;
  const kinds = [type];
  if (eventOf(element, "Timer")) kinds.push("timer");
  if (eventOf(element, "Message")) kinds.push("message");
  const fits = [...kinds].reverse().map((kind) => described.fields.find((row) => row.of.includes(kind)));
  return (fits.find(Boolean) ?? described.fields.find((row) => row.of.includes("*"))).fields;
}

function describe() {
  panel.replaceChildren();
  if (!chosen || !businessOf(chosen).$type || chosen.type === "label") {
    panel.append(tag("p", { textContent: words.nothing }));
    return;
  }
  for (const field of fieldsFor(chosen)) panel.append(...(makers[field.kind] ?? makers.text)(chosen, field));
}

// --- findings -------------------------------------------------------------------------------

function select(id) {
  const element = tool("elementRegistry").get(id);
  if (!element) return;
  tool("selection").select(element);
  tool("canvas").scrollToElement(element, 120);
}

function tell() {
  const canvas = tool("canvas");
  tool("elementRegistry").forEach((element) => canvas.removeMarker(element, "bp-finding"));
  list.replaceChildren();
  for (const finding of findings) {
    if (tool("elementRegistry").get(finding.element)) canvas.addMarker(finding.element, "bp-finding");
    const text = `${finding.name ? `${finding.name}: ` : ""}${finding.message} ${finding.mend}`;
    const node = tag("button", { type: "button", textContent: text, onclick: () => select(finding.element) });
    node.classList.toggle("bp-warning", finding.severity !== "error");
    list.append(tag("li", {}, node));
  }
  if (!findings.length) list.append(tag("li", { textContent: list.dataset.none }));
}

// --- opening and saving ---------------------------------------------------------------------

let unsaved = false;

async function save(event) {
  event.preventDefault();
  const form = event.target;
  const { xml } = await modeler.saveXML({ format: true });
  const data = new FormData(form);
  data.set("xml", xml);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const told = await answer.json();
    if (told.error) {
      state.textContent = told.error;
      return;
    }
    unsaved = false;
    findings = told.findings;
    state.textContent = words.saved;
    document.getElementById("bp-publish")?.removeAttribute("hidden");
    tell();
  } catch {
    state.textContent = words.failed;
  }
}

// Large enough to read, beside the palette.
function lookAt(canvas, place) {
  const { inner } = canvas.viewbox();
  const palette = window.innerWidth > 960 ? 130 : 0;
  const scale = Math.min(1, Math.max((place.clientWidth - palette) / inner.width, 0.6));
  canvas.viewbox({
    x: inner.x - palette / scale,
    y: inner.y - 20 / scale,
    width: place.clientWidth / scale,
    height: place.clientHeight / scale,
  });
}

async function open() {
  const place = document.getElementById("bp-canvas");
  const answer = await fetch(place.dataset.drawing, { credentials: "same-origin" });
  await modeler.importXML(await answer.text());
  lookAt(tool("canvas"), place);
  const bus = tool("eventBus");
  bus.on("selection.changed", ({ newSelection }) => {
    const [first] = newSelection;
    chosen = newSelection.length === 1 ? (first.labelTarget ?? first) : null;
    describe();
  });
  bus.on("commandStack.changed", () => {
    unsaved = true;
    state.textContent = words.unsaved;
    if (typing) return;
    const controls = () => [...panel.querySelectorAll("input, select, button")];
    const place = controls().indexOf(document.activeElement);
    describe();
    controls()[place]?.focus();
  });
  describe();
  tell();
  document.getElementById("bp-save").addEventListener("submit", save);
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  place.dataset.ready = "yes";
}

open();
