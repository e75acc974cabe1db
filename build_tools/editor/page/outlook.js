// What would this edit mean? Asks our server a moment after each change, and shows what it says beside the form.
import { fieldsOf, tidy } from "./tidy.js";

const PAUSE = 350; // milliseconds without another change

export function makeOutlook(createClass, h, configuration, isLocal) {
  if (!isLocal) {
    return createClass({
      render: () => h("p", { className: "apology" },
        "What this change means for customers is told in the pull request, once it is saved."),
    });
  }
  return createClass({
    getInitialState: () => ({ html: "", failure: "", isWaiting: true }),
    componentDidMount() {
      addEventListener("saved", this.ask);
      addEventListener("focus", this.ask); // another program may have changed the files
      this.ask();
    },
    componentDidUpdate(before) {
      if (before.entry.get("data") === this.props.entry.get("data")) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    },
    componentWillUnmount() {
      removeEventListener("saved", this.ask);
      removeEventListener("focus", this.ask);
      clearTimeout(this.timer);
      this.asking?.abort();
    },
    async ask() {
      this.asking?.abort();
      const asking = new AbortController();
      this.asking = asking;
      this.setState({ isWaiting: true });
      try {
        const answer = await fetch("outlook", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(this.question()),
          signal: asking.signal,
        });
        const told = await answer.json();
        this.show(answer.ok ? { html: told.html, failure: "" } : { html: "", failure: told.error });
      } catch (error) {
        if (asking.signal.aborted) return;
        this.show({ failure: "The editor does not answer any more. Start policy edit again; your edit is kept here." });
      }
    },
    question() {
      const { entry, collection } = this.props;
      const name = collection.get("name");
      const fields = fieldsOf(configuration, name, entry.get("slug"));
      return { collection: name, path: entry.get("path"), data: tidy(fields, entry.get("data").toJS()) };
    },
    // What was opened stays open when the words are new.
    show(state) {
      const open = new Set(Array.from(this.element?.querySelectorAll("details[open]") ?? [], (one) => one.id));
      this.setState({ ...state, isWaiting: false }, () => {
        for (const one of this.element?.querySelectorAll("details") ?? []) one.open ||= open.has(one.id);
      });
    },
    render() {
      const { html, failure, isWaiting } = this.state;
      return h("div", { className: isWaiting ? "outlook waiting" : "outlook", "aria-busy": isWaiting },
        failure && h("p", { className: "failure", role: "alert" }, failure),
        h("div", { ref: (element) => { this.element = element; }, dangerouslySetInnerHTML: { __html: html } }));
    },
  });
}
