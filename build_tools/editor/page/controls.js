// Controls that Decap CMS lacks: for periods, dates, yes or no, and references to other entries.

import { findings } from "./findings.js";

const UNITS = { D: "days", W: "weeks", M: "months", Y: "years", TH: "hours" };
const LOADED = new Map(); // the entries that can be referred to, for a few seconds: forms with many references ask once
const FRESH = 3000;

export function registerControls(CMS, createClass, h) {
  CMS.registerWidget("period", createClass(period(h)));
  CMS.registerWidget("day", createClass(day(h)));
  CMS.registerWidget("truth", createClass(truth(h)));
  CMS.registerWidget("reference", createClass(reference(h)));
  CMS.registerWidget("references", createClass(references(h)));
  CMS.registerWidget("findings", createClass(findings(h)));
}

// A period is a number and a unit; a period with several units is written in ISO 8601.
function period(h) {
  return {
    getInitialState() {
      return { unit: readPeriod(this.props.value)?.unit ?? "D" };
    },
    isValid() {
      const { value } = this.props;
      if (!value || /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$/.test(value)) return true;
      return { error: { message: "This is not a period. Enter a number, for example 90, and choose a unit." } };
    },
    write(number, unit) {
      this.setState({ unit });
      const letters = unit.startsWith("T") ? ["PT", unit.slice(1)] : ["P", unit];
      this.props.onChange(number === "" ? "" : letters[0] + number + letters[1]);
    },
    render() {
      const { forID, value, onChange, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const active = { onFocus: setActiveStyle, onBlur: setInactiveStyle };
      const read = readPeriod(value);
      if (value && !read) {
        const change = (event) => onChange(event.target.value.trim());
        return h("div", { className: classNameWrapper },
          h("input", { id: forID, className: "plain", value, onChange: change, ...active }),
          h("small", {}, "A period with several units in ISO 8601: P1Y6M is one year and six months."));
      }
      const unit = read?.unit ?? this.state.unit;
      const number = read?.number ?? "";
      return h("div", { className: `${classNameWrapper} pair` },
        h("input", {
          id: forID, type: "number", min: 1, step: 1, inputMode: "numeric", value: number,
          onChange: (event) => this.write(event.target.value.replace(/\D/g, ""), unit), ...active,
        }),
        h("select", {
          "aria-label": "Unit", value: unit, onChange: (event) => this.write(number, event.target.value), ...active,
        }, Object.entries(UNITS).map(([key, words]) => h("option", { key, value: key }, words))),
        number && h("button", { type: "button", onClick: () => this.write("", unit) }, "Clear"));
    },
  };
}

function readPeriod(value) {
  const match = /^P(?:(\d+)([DWMY])|(T)(\d+)(H))$/.exec(value ?? "");
  if (!match) return null;
  return match[3] ? { number: match[4], unit: "TH" } : { number: match[1], unit: match[2] };
}

// A date, chosen in the browser's own control; it is written 2026-02-14.
function day(h) {
  return {
    render() {
      const { forID, value, onChange, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      return h("input", {
        id: forID, type: "date", className: classNameWrapper, value: value ?? "",
        onChange: (event) => onChange(event.target.value), onFocus: setActiveStyle, onBlur: setInactiveStyle,
      });
    },
  };
}

// Yes, no, or not stated: the option says what "not stated" means.
function truth(h) {
  return {
    render() {
      const { forID, field, value, onChange, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const otherwise = field.get("otherwise");
      return h("select", {
        id: forID, className: classNameWrapper, value: value === undefined || value === null ? "" : String(value),
        onChange: (event) => onChange({ true: true, false: false }[event.target.value]),
        onFocus: setActiveStyle, onBlur: setInactiveStyle,
      },
      h("option", { value: "" }, otherwise ? `Not stated: ${otherwise}` : "Not stated"),
      h("option", { value: "true" }, "Yes"),
      h("option", { value: "false" }, "No"));
    },
  };
}

// One entry of another file.
function reference(h) {
  return {
    ...loading,
    render() {
      const { forID, value, onChange, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const isKnown = !value || this.state.entries.some((entry) => entry.id === value);
      return h("select", {
        id: forID, className: classNameWrapper, value: value ?? "",
        onChange: (event) => onChange(event.target.value), onFocus: setActiveStyle, onBlur: setInactiveStyle,
      },
      h("option", { value: "" }, this.state.failure || "–"),
      !isKnown && h("option", { value }, value),
      ...options(h, this.state.entries));
    },
  };
}

// Several entries of another file, in an order that the user chooses.
function references(h) {
  return {
    ...loading,
    chosen() {
      return this.props.value?.toArray?.() ?? this.props.value ?? [];
    },
    write(ids) {
      this.props.onChange(this.props.entry.get("data").toList().clear().concat(ids));
    },
    move(index, step) {
      const ids = [...this.chosen()];
      ids.splice(index + step, 0, ...ids.splice(index, 1));
      this.write(ids);
    },
    row(id, index) {
      const name = this.state.entries.find((entry) => entry.id === id)?.label ?? id;
      const button = (symbol, words, act) =>
        h("button", { type: "button", title: words, "aria-label": `${words}: ${name}`, onClick: act }, symbol);
      return h("li", { key: id },
        h("span", {}, name),
        index > 0 && button("↑", "Move up", () => this.move(index, -1)),
        button("×", "Remove", () => this.write(this.chosen().filter((other) => other !== id))));
    },
    render() {
      const { forID, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const ids = this.chosen();
      const rest = this.state.entries.filter((entry) => !ids.includes(entry.id));
      return h("div", { className: `${classNameWrapper} references` },
        ids.length > 0 && h("ol", {}, ids.map((id, index) => this.row(id, index))),
        h("select", {
          id: forID, value: "", onChange: (event) => event.target.value && this.write([...ids, event.target.value]),
          onFocus: setActiveStyle, onBlur: setInactiveStyle,
        },
        h("option", { value: "" }, this.state.failure || "Add …"),
        ...options(h, rest)));
    },
  };
}

const loading = {
  getInitialState() {
    return { entries: [], failure: "" };
  },
  componentDidMount() {
    this.isThere = true;
    findEntries(this.props).then(
      (entries) => this.isThere && this.setState({ entries }),
      () => this.isThere && this.setState({ failure: "The options could not be read" }),
    );
  },
  componentWillUnmount() {
    this.isThere = false;
  },
  shouldComponentUpdate() {
    return true;
  },
};

function options(h, entries) {
  return entries.map(({ id, label, isPart }) =>
    h("option", { key: id, value: id }, (isPart ? "\u2003" : "") + (label === id ? id : `${label} (${id})`)));
}

// The possible targets: the entries of a file, the files of a folder, or a list in the configuration.
function findEntries(props) {
  const target = props.field.get("refers_to");
  const choices = props.field.get("choices");
  if (choices) return Promise.resolve(choices.toArray().map((id) => ({ id, label: id })));
  const known = LOADED.get(target);
  if (known && Date.now() - known.at < FRESH) return known.entries;
  const entries = loadEntries(props, target);
  LOADED.set(target, { entries, at: Date.now() });
  entries.catch(() => LOADED.delete(target));
  return entries;
}

async function loadEntries(props, target) {
  if (target === "sections") {
    const { payload } = await props.query(props.forID, "sections", ["body"], "");
    return payload.hits.map(({ slug, data }) => ({ id: slug, label: data.title ?? slug }));
  }
  const { data } = await props.loadEntry("facts", target === "documents" ? "policy" : target);
  return data[target].flatMap((entry) => [
    { id: entry.id, label: entry.name ?? entry.title ?? entry.id },
    ...(target === "data" ? entry.items.map((item) => ({ id: item.id, label: item.name, isPart: true })) : []),
  ]);
}
