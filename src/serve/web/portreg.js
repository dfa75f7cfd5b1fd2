// SPDX-License-Identifier: BSD-2-Clause
// Comfort for pages that are complete without it: search as one types, keys, copying, the theme.
"use strict";
(() => {
    const root = document.documentElement;
    const delay = 160; // ms without a key before a search is sent

    // Before the page is drawn, so that it is not drawn twice.
    try {
        const kept = localStorage.getItem("theme");
        if (kept) {
            root.dataset.theme = kept;
        }
    } catch {
        // storage is off: the system's theme stands
    }

    const isDark = () =>
        (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "")) === "dark";

    function addThemeButton(nav) {
        const button = document.createElement("button");
        const label = () => {
            button.textContent = isDark() ? "Light" : "Dark";
        };
        button.type = "button";
        button.className = "quiet";
        button.onclick = () => {
            root.dataset.theme = isDark() ? "light" : "dark";
            try {
                localStorage.setItem("theme", root.dataset.theme);
            } catch {
                // it holds for this page alone
            }
            label();
        };
        label();
        nav.append(button);
    }

    function addCopyButtons(within) {
        for (const element of within.querySelectorAll("[data-copy]")) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "quiet";
            button.textContent = "Copy";
            button.ariaLabel = `Copy ${element.textContent}`;
            button.onclick = async () => {
                try {
                    await navigator.clipboard.writeText(element.textContent);
                    button.textContent = "Copied";
                } catch {
                    getSelection().selectAllChildren(element);
                }
                setTimeout(() => (button.textContent = "Copy"), 1500);
            };
            element.after(" ", button);
        }
    }

    // Marks a text wherever it stands in what was found.
    function markText() {
        const results = document.querySelector("#results");
        const text = (results?.dataset.mark ?? "").toLowerCase();
        if (!globalThis.CSS?.highlights) {
            return;
        }
        CSS.highlights.delete("found");
        if (text) {
            const marks = new Highlight();
            const nodes = document.createTreeWalker(results, NodeFilter.SHOW_TEXT);
            while (nodes.nextNode()) {
                const node = nodes.currentNode;
                const within = node.data.toLowerCase();
                let at = within.length === node.data.length ? within.indexOf(text) : -1;
                for (; at >= 0; at = within.indexOf(text, at + text.length)) {
                    const range = new StaticRange({
                        startContainer: node,
                        startOffset: at,
                        endContainer: node,
                        endOffset: at + text.length,
                    });
                    marks.add(range);
                }
            }
            CSS.highlights.set("found", marks);
        }
    }

    // Puts what a search found in the place of what stands there.
    function show(found) {
        for (const part of ["#count", "#results"]) {
            const here = document.querySelector(part);
            const there = found.querySelector(part);
            here.className = there.className;
            here.replaceChildren(...there.childNodes);
        }
        document.querySelector("#results").dataset.mark =
            found.querySelector("#results").dataset.mark ?? "";
        markText();
        const heading = found.querySelector("h1");
        document.querySelector("h1").replaceChildren(...heading.childNodes);
        document.body.className = found.body.className;
        document.title = found.title;
    }

    function searchAsTyped(form) {
        let timer = 0;
        let running = null;
        const run = async () => {
            const asked = new URLSearchParams(new FormData(form));
            for (const [name, value] of [...asked]) {
                if (!value) {
                    asked.delete(name);
                }
            }
            const address = form.action + (asked.size ? `?${asked}` : "");
            running?.abort();
            running = new AbortController();
            try {
                const answer = await fetch(address, {
                    headers: { Accept: "text/html" },
                    signal: running.signal,
                });
                const text = await answer.text();
                const found = new DOMParser().parseFromString(text, "text/html");
                if (found.querySelector("#results")) {
                    show(found);
                    history.replaceState(null, "", address);
                }
            } catch (error) {
                if (error.name !== "AbortError") {
                    form.submit();
                }
            }
        };
        form.addEventListener("input", () => {
            clearTimeout(timer);
            timer = setTimeout(run, delay);
        });
    }

    // The row after the one that has the focus, or before it.
    function moveRow(step) {
        const rows = [...document.querySelectorAll(".rows tbody tr, .hit li, .changes li")];
        const here = rows.findIndex((row) => row.contains(document.activeElement));
        const next = rows[here < 0 ? 0 : here + step];
        next?.querySelector("a")?.focus();
    }

    function onKey(event) {
        const field = document.querySelector("#q");
        const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
        if (event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (typing) {
            if (event.key === "Escape" || (event.key === "ArrowDown" && event.target === field)) {
                event.target.blur();
                if (event.key === "ArrowDown") {
                    event.preventDefault();
                    moveRow(1);
                }
            }
        } else if (event.key === "/") {
            event.preventDefault();
            field.focus();
            field.select();
        } else if (event.key === "j") {
            moveRow(1);
        } else if (event.key === "k") {
            moveRow(-1);
        }
    }

    document.addEventListener("keydown", onKey);
    document.addEventListener("DOMContentLoaded", () => {
        const form = document.querySelector("form[role=search]");
        addThemeButton(document.querySelector("header nav"));
        addCopyButtons(document);
        markText();
        if (document.body.classList.contains("search")) {
            searchAsTyped(form);
        }
        if (document.body.classList.contains("start")) {
            document.querySelector("#q").focus();
        }
    });
})();
