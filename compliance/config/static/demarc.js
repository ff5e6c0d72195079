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

  // A text is copied where the browser allows it; where it does not, the text is selected, for the keyboard.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy), label = button.firstElementChild, before = label.textContent;
    if (before === button.dataset.copied) return;
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
    } catch {
      return getSelection().selectAllChildren(text);
    }
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // One box ticks all of a form's boxes that have the name it says, and shows whether all are ticked.
  document.addEventListener("change", ({ target }) => {
    const all = target.matches("[data-tick-all]") ? target : target.form?.querySelector(`[data-tick-all="${target.name}"]`);
    if (!all) return;
    const boxes = [...all.form.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`)];
    if (target === all) for (const box of boxes) box.checked = all.checked;
    all.checked = boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  });

  // Files are dropped anywhere on their area, and show how far they have come. Without this the same form sends them.
  const size = (bytes) => bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  const list = (form) => {
    const rows = [...form.querySelector("input[type=file]").files].map((file) => {
      const row = document.createElement("li"), bar = document.createElement("progress");
      row.textContent = `${file.name} (${size(file.size)})`;
      Object.assign(bar, { max: Math.max(1, file.size), value: 0, hidden: true });
      bar.setAttribute("aria-label", file.name);
      row.append(bar);
      return row;
    });
    form.querySelector(".sending").replaceChildren(...rows);
  };
  const onArea = (event) => event.target instanceof Element && event.target.closest("[data-drop]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const area = onArea(event);
      if (!area) return;
      event.preventDefault();
      area.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      area.querySelector("input[type=file]").files = event.dataTransfer.files;
      list(area.closest("form"));
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && onArea(event)) list(event.target.form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("upload" in form.dataset) || !form.querySelector("input[type=file]").files.length) return;
    event.preventDefault();
    send(form);
  });
  const send = (form) => {
    const files = form.querySelector("input[type=file]"), button = form.querySelector("button[type=submit]");
    const call = new XMLHttpRequest(), bars = [...form.querySelectorAll(".sending progress")];
    const failed = () => {
      button.disabled = false;
      form.querySelector(".sending").textContent = form.dataset.failed;
    };
    button.disabled = true;
    call.upload.onprogress = (sent) => {
      let left = sent.loaded - (sent.total - bars.reduce((all, bar) => all + bar.max, 0));
      for (const bar of bars) {
        bar.hidden = false;
        bar.value = Math.max(0, Math.min(bar.max, left));
        left -= bar.max;
      }
    };
    call.onerror = failed;
    call.onload = () => {
      const page = new DOMParser().parseFromString(call.responseText, "text/html"), main = page.querySelector("main");
      if (!main || ![200, 422].includes(call.status)) return failed();
      document.querySelector("main").replaceWith(document.adoptNode(main));
      document.title = page.title;
      if (call.status === 200) history.pushState(null, "", call.responseURL);
      else {
        const again = document.getElementById(form.id);
        again.querySelector("input[type=file]").replaceWith(files);
        list(again);
      }
      window.htmx?.process(main);
      (main.querySelector("[role=alert], [role=status]") || main).scrollIntoView({ block: "center" });
      main.focus({ preventScroll: true });
    };
    call.open("POST", form.action);
    call.send(new FormData(form));
  };
})();
