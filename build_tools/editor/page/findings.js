// The findings that an announcement covers: a box for each one of the change at hand, with its sentence.

export function findings(h) {
  return {
    getInitialState() {
      return { known: [], note: "Reading what changes …" };
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
      let told = { findings: [], apology: "What changes could not be read." };
      try {
        const answer = await fetch("findings", {
          method: "POST", headers: { "Content-Type": "application/json" }, body: "{}",
        });
        const read = await answer.json();
        told = answer.ok ? read : { findings: [], apology: read.error };
      } catch { /* what is told says so */ }
      const note = told.apology || (told.findings.length ? "" : "Nothing changes that customers have to be told.");
      if (this.isThere) this.setState({ known: told.findings, note });
    },
    chosen() {
      const { value } = this.props;
      return value?.toArray?.() ?? (Array.isArray(value) ? value : []);
    },
    // The ids in the order in which the findings stand; those that are not among them come last.
    write(ids) {
      const order = this.state.known.map((one) => one.id);
      const sorted = [...order.filter((id) => ids.includes(id)), ...ids.filter((id) => !order.includes(id))];
      this.props.onChange(this.props.entry.get("data").toList().clear().concat(sorted));
    },
    choose(id, isChosen) {
      const others = this.chosen().filter((other) => other !== id);
      this.write(isChosen ? [...others, id] : others);
    },
    isFree(one) {
      return !one.announcement || one.announcement === this.props.entry.get("slug");
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
      const strange = this.chosen().filter((id) => !known.some((one) => one.id === id));
      const missing = known.filter((one) => one.level === "material" && this.isFree(one) && !this.chosen().includes(one.id));
      return h("div", {
        id: forID, className: `${classNameWrapper} findings`, role: "group", "aria-label": field.get("label"),
        onFocus: setActiveStyle, onBlur: setInactiveStyle,
      },
      missing.length > 1 && h("button", {
        type: "button", onClick: () => this.write([...this.chosen(), ...missing.map((one) => one.id)]),
      }, `Choose all ${missing.length} material changes`),
      (known.length > 0 || strange.length > 0) && h("ul", {},
        known.map((one) => this.row(one.id, one.message, one.level,
          this.isFree(one) ? "" : `Named in the announcement “${one.announcement}”.`, this.isFree(one))),
        strange.map((id) => this.row(id, id, "", note ? "" : "The change at hand has no such finding.", true))),
      note && h("p", {}, note));
    },
  };
}
