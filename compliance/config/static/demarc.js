// Everything works without this file. With it: the chosen theme is remembered, filters apply at once, menus close.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dark = () => (root.dataset.bsTheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const chosen = localStorage.getItem("demarc-theme");
  if (chosen === "dark" || chosen === "light") root.dataset.bsTheme = chosen;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) {
      root.dataset.bsTheme = dark() ? "light" : "dark";
      localStorage.setItem("demarc-theme", root.dataset.bsTheme);
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
