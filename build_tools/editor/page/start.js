// What has to be said before Decap CMS is read: it waits for its configuration, and here nobody has to log in.
window.CMS_MANUAL_INIT = true;
window.editor = JSON.parse(document.getElementById("configuration").textContent);
if (window.editor.is_local) {
  localStorage.setItem("decap-cms-user", JSON.stringify({ backendName: "proxy" }));
}
