// The findings that an announcement covers: a check box for each finding of the current change.

export function findings(h) {
  return {
    getInitialState() {
      return { known: [], note: "Reading the changes …" };
    },
    componentDidMount() {
      this.isThere = true;
      addEventListener("focus", this.load); // another form or program may have changed the files
      addEventListener("saved", this.load);
      this.load();
    },
    componentWillUnmount() {
      this.isThere = false;
      removeEventListener("focus", this.load);
      removeEventListener("saved", this.load);
    },
    shouldComponentUpdate() {
      return true;
    },
    async load() {
      let result = { findings: [], apology: "The changes could not be read." };
      try {
        const answer = await fetch("findings", {
          method: "POST", headers: { "Content-Type": "application/json" }, body: "{}",
        });
        const read = await answer.json();
        result = answer.ok ? read : { findings: [], apology: read.error };
      } catch { /* the apology above is shown */ }
      const note = result.apology || (result.findings.length ? "" : "There is no change that customers must be informed of.");
      if (this.isThere) this.setState({ known: result.findings, note });
    },
    chosen() {
      const { value } = this.props;
      return value?.toArray?.() ?? (Array.isArray(value) ? value : []);
    },
    // The ids in the order of the findings; ids of unknown findings come last.
    write(ids) {
      const order = this.state.known.map((finding) => finding.id);
      const sorted = [...order.filter((id) => ids.includes(id)), ...ids.filter((id) => !order.includes(id))];
      this.props.onChange(this.props.entry.get("data").toList().clear().concat(sorted));
    },
    choose(id, isChosen) {
      const others = this.chosen().filter((other) => other !== id);
      this.write(isChosen ? [...others, id] : others);
    },
    isFree(finding) {
      return !finding.announcement || finding.announcement === this.props.entry.get("slug");
    },
    row(id, words, level, note, isFree) {
      const isChosen = this.chosen().includes(id);
      return h("li", { key: id },
        h("label", {},
          h("input", {
            type: "checkbox", name: id, checked: isChosen, disabled: !isFree && !isChosen,
            onChange: (event) => this.choose(id, event.target.checked),
          }),
          h("span", {},
            level && h("b", { className: level }, level),
            words,
            note && h("small", {}, note))));
    },
    render() {
      const { forID, field, classNameWrapper, setActiveStyle, setInactiveStyle } = this.props;
      const { known, note } = this.state;
      const unknown = this.chosen().filter((id) => !known.some((finding) => finding.id === id));
      const missing = known.filter((finding) =>
        finding.level === "material" && this.isFree(finding) && !this.chosen().includes(finding.id));
      return h("div", {
        id: forID, className: `${classNameWrapper} findings`, role: "group", "aria-label": field.get("label"),
        onFocus: setActiveStyle, onBlur: setInactiveStyle,
      },
      missing.length > 1 && h("button", {
        type: "button", onClick: () => this.write([...this.chosen(), ...missing.map((finding) => finding.id)]),
      }, `Choose all ${missing.length} material changes`),
      (known.length > 0 || unknown.length > 0) && h("ul", {},
        known.map((finding) => this.row(finding.id, finding.message, finding.level,
          this.isFree(finding) ? "" : `Already covered by the announcement “${finding.announcement}”.`, this.isFree(finding))),
        unknown.map((id) => this.row(id, id, "", note ? "" : "The current change has no such finding.", true))),
      note && h("p", {}, note));
    },
  };
}
