/* Runs before the first paint: light, dark or the system's choice. The desk and the portal share the key. */
"use strict";
{
  const KEY = "theme";
  const root = document.documentElement;
  root.classList.add("js");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try { return localStorage.getItem(KEY) || "auto"; } catch { return "auto"; }
  };
  const isDark = () => chosen() === "dark" || (chosen() === "auto" && dark.matches);

  const show = () => {
    root.dataset.theme = chosen();
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDark()));
      for (const drawing of button.querySelectorAll("[data-show]")) {
        drawing.hidden = (drawing.dataset.show === "dark") !== isDark();
      }
    }
  };

  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-theme-switch]")) return;
      try { localStorage.setItem(KEY, isDark() ? "light" : "dark"); } catch { /* private browsing: this page only */ }
      show();
    });
  });
}
