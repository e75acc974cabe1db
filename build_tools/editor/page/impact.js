// Previews the impact of an edit: asks our server shortly after each change, and shows its answer beside the form.
import { fieldsOf, tidy } from "./tidy.js";

const PAUSE = 350; // milliseconds without another change

export function makeImpact(createClass, h, configuration, isLocal, hasReader) {
  if (!isLocal) {
    return createClass({
      render: () => h("p", { className: "apology" },
        "Once it is saved, the pull request shows what this change means for customers."),
    });
  }
  return createClass({
    getInitialState: () => ({ html: "", failure: "", isWaiting: true, isReading: false }),
    componentDidMount() {
      addEventListener("saved", this.look);
      addEventListener("focus", this.look); // another program may have changed the files
      this.ask("impact");
    },
    componentDidUpdate(before) {
      if (before.entry.get("data") === this.props.entry.get("data")) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask("impact"), PAUSE);
    },
    componentWillUnmount() {
      removeEventListener("saved", this.look);
      removeEventListener("focus", this.look);
      clearTimeout(this.timer);
      this.asking?.abort();
    },
    // The second reader takes minutes: only another edit ends the wait for it.
    look() {
      if (!this.state.isReading) this.ask("impact");
    },
    async ask(address) {
      this.asking?.abort();
      const asking = new AbortController();
      this.asking = asking;
      this.setState({ isWaiting: true, isReading: address === "reading" });
      try {
        const answer = await fetch(address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(this.edit()),
          signal: asking.signal,
        });
        const { html, error } = await answer.json();
        this.show(answer.ok ? { html, failure: "" } : { html: "", failure: error });
      } catch {
        if (asking.signal.aborted) return;
        this.show({ failure: "The editor no longer answers. Start policy edit again; your edit is still in this form." });
      }
    },
    edit() {
      const { entry, collection } = this.props;
      const name = collection.get("name");
      const fields = fieldsOf(configuration, name, entry.get("slug"));
      return { collection: name, path: entry.get("path"), data: tidy(fields, entry.get("data").toJS()) };
    },
    // Details that were open stay open when the content changes.
    show(state) {
      const open = new Set(Array.from(this.element?.querySelectorAll("details[open]") ?? [], (details) => details.id));
      this.setState({ ...state, isWaiting: false, isReading: false }, () => {
        for (const details of this.element?.querySelectorAll("details") ?? []) details.open ||= open.has(details.id);
      });
    },
    reader() {
      const { isReading } = this.state;
      return h("p", { className: "reader" },
        h("button", { type: "button", disabled: isReading, onClick: () => this.ask("reading") },
          isReading ? "Reading …" : "Second reading"),
        h("span", { role: "status" }, isReading
          ? "The language model is reading. This can take some minutes. If you edit in the meantime, ask again afterwards."
          : "Sends the changed passages of all unpublished changes to the language model that your organisation has chosen."));
    },
    render() {
      const { html, failure, isWaiting, isReading } = this.state;
      return h("div", { className: isWaiting && !isReading ? "impact waiting" : "impact", "aria-busy": isWaiting },
        failure && h("p", { className: "failure", role: "alert" }, failure),
        hasReader && this.reader(),
        h("div", { ref: (element) => { this.element = element; }, dangerouslySetInnerHTML: { __html: html } }));
    },
  });
}
