// Runs before Decap CMS loads: it waits for its configuration, and the local editor needs no login.
window.CMS_MANUAL_INIT = true;
window.editor = JSON.parse(document.getElementById("configuration").textContent);
if (window.editor.is_local) {
  localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "proxy" }));
}
