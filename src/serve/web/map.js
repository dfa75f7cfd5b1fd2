// SPDX-License-Identifier: BSD-2-Clause
// The map of the port numbers under the hand: zoom, pan, and what each number is.
"use strict";
(() => {
    const side = 256; // cells across
    const count = side * side;
    const blockSide = 16; // cells across what shares a line when zoomed in
    const assigned = 1; // index of that status
    const zoomMax = 96; // pixels a cell
    const zoomFound = 16; // of the map, when a number is gone to
    const gridFrom = 7; // pixels a cell from which there are lines
    const numbersFrom = 34; // … numbers
    const namesFrom = 62; // … names
    const far = 16; // cells that Shift and an arrow pass
    const layerClasses = 8; // of the style sheet

    // The Hilbert curve of the picture: it starts in the upper left corner and ends in the upper right.
    function pointOf(port) {
        let x = 0;
        let y = 0;
        for (let part = 1, rest = port; part < side; part *= 2, rest = Math.floor(rest / 4)) {
            const right = (rest >> 1) & 1;
            const lower = (rest ^ right) & 1;
            if (!lower) {
                if (right) {
                    x = part - 1 - x;
                    y = part - 1 - y;
                }
                [x, y] = [y, x];
            }
            x += part * right;
            y += part * lower;
        }
        return [x, y];
    }

    const xOf = new Uint8Array(count);
    const yOf = new Uint8Array(count);
    const portAt = new Uint16Array(count);
    for (let port = 0; port < count; port++) {
        const [x, y] = pointOf(port);
        xOf[port] = x;
        yOf[port] = y;
        portAt[y * side + x] = port;
    }

    const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

    function readLayer(layer) {
        const statuses = new Uint8Array(count);
        const names = new Map();
        for (let i = 0, at = 0; i < layer.runs.length; i += 2) {
            statuses.fill(layer.runs[i], at, at + layer.runs[i + 1]);
            at += layer.runs[i + 1];
        }
        for (const [first, last, name] of layer.names) {
            for (let port = first; port <= last; port++) {
                names.set(port, name);
            }
        }
        return { name: layer.name, statuses, names };
    }

    class PortMap {
        constructor(root, data) {
            this.root = root;
            this.picture = root.querySelector("svg");
            this.readout = root.querySelector(".readout");
            this.statuses = data.statuses;
            this.transport = data.transport;
            this.layers = data.layers.map(readLayer);
            this.main = this.layers.find((layer) => layer.name === data.source);
            this.byLayer = root.dataset.color === "layer";
            this.cursor = null; // the number that is pointed at
            this.zoom = 1; // of the whole map in its frame
            this.left = 0; // of the frame, in cells
            this.top = 0;
            this.pointers = new Map();
            this.cells = document.createElement("canvas");
            this.cells.width = this.cells.height = side;
            this.build();
            this.listen();
            this.paintCells();
            this.resize();
        }

        build() {
            const frame = document.createElement("div");
            const canvas = document.createElement("canvas");
            frame.className = "frame";
            frame.tabIndex = 0;
            frame.setAttribute("role", "application");
            frame.setAttribute("aria-label", "Map of the port numbers");
            frame.setAttribute("aria-describedby", "map-keys");
            frame.append(canvas);
            this.picture.replaceWith(frame);
            this.frame = frame;
            this.canvas = canvas;
            this.context = canvas.getContext("2d");
            this.readout.setAttribute("aria-live", "polite");
            this.readout.textContent = "Point at a number, or move with the arrow keys.";
            this.readout.after(this.buildTools());
        }

        buildTools() {
            const tools = document.createElement("form");
            const keys = document.createElement("p");
            const field = document.createElement("input");
            const button = (label, text, act) => {
                const made = document.createElement("button");
                made.type = "button";
                made.textContent = text;
                made.ariaLabel = label;
                made.title = label;
                made.onclick = act;
                return made;
            };
            field.type = "number";
            field.min = 0;
            field.max = count - 1;
            field.placeholder = "Port";
            field.ariaLabel = "Go to port";
            tools.className = "map-tools";
            const go = document.createElement("button");
            go.textContent = "Go";
            tools.onsubmit = (event) => {
                event.preventDefault();
                if (field.value !== "" && field.checkValidity()) {
                    this.zoomTo(Math.max(this.zoom, zoomFound));
                    this.centre(Number(field.value));
                    this.frame.focus();
                }
            };
            keys.id = "map-keys";
            keys.className = "keys";
            keys.append(
                "Arrow keys move, with Shift by 16 cells; Page Up and Page Down one number; ",
                "+ − 0 zoom; Enter opens the number.",
            );
            tools.append(
                button("Zoom in", "+", () => this.zoomTo(this.zoom * 2)),
                button("Zoom out", "−", () => this.zoomTo(this.zoom / 2)),
                button("The whole map", "All", () => this.zoomTo(1)),
                field,
                go,
                keys,
            );
            return tools;
        }

        // Pixels of the screen that a cell takes.
        get scale() {
            return (this.frame.clientWidth / side) * this.zoom;
        }

        // What of the legend a number is.
        classOf(port) {
            if (!this.byLayer) {
                return this.statuses[this.main.statuses[port]];
            }
            const index = this.layers.findIndex((layer) => layer.statuses[port] === assigned);
            return index < 0 ? "unassigned" : `layer-${index % layerClasses}`;
        }

        // The colours are the style sheet's, which knows the theme.
        paintCells() {
            const context = this.cells.getContext("2d", { willReadFrequently: true });
            const image = context.createImageData(side, side);
            const style = getComputedStyle(this.root);
            this.ink = style.getPropertyValue("--ink");
            this.ground = style.getPropertyValue("--ground");
            this.colors = new Map();
            for (const swatch of this.root.querySelectorAll(".legend path")) {
                context.fillStyle = getComputedStyle(swatch).fill;
                context.fillRect(0, 0, 1, 1);
                this.colors.set(swatch.getAttribute("class"), context.getImageData(0, 0, 1, 1).data);
            }
            for (let port = 0; port < count; port++) {
                image.data.set(this.colors.get(this.classOf(port)), 4 * (yOf[port] * side + xOf[port]));
            }
            context.putImageData(image, 0, 0);
        }

        resize() {
            const ratio = window.devicePixelRatio || 1;
            const size = this.frame.clientWidth;
            this.canvas.width = this.canvas.height = Math.round(size * ratio);
            this.draw();
        }

        draw() {
            if (!this.waiting) {
                this.waiting = true;
                requestAnimationFrame(() => {
                    this.waiting = false;
                    this.drawNow();
                });
            }
        }

        drawNow() {
            const context = this.context;
            const ratio = this.canvas.width / this.frame.clientWidth;
            const scale = this.scale;
            context.setTransform(ratio, 0, 0, ratio, 0, 0);
            context.imageSmoothingEnabled = false;
            context.drawImage(
                this.cells,
                -this.left * scale,
                -this.top * scale,
                side * scale,
                side * scale,
            );
            if (scale >= gridFrom) {
                this.drawGrid(scale);
            }
            this.drawBorders(scale);
            if (scale >= numbersFrom) {
                this.drawTexts(scale);
            } else if (this.zoom < 2) {
                this.drawLabels(scale);
            }
            this.drawCursor(scale);
        }

        drawGrid(scale) {
            const context = this.context;
            const size = this.frame.clientWidth;
            const cells = size / scale;
            context.strokeStyle = this.ground;
            for (let i = Math.floor(this.left); i <= this.left + cells; i++) {
                context.lineWidth = i % blockSide === 0 ? 3 : 1;
                const at = (i - this.left) * scale;
                context.beginPath();
                context.moveTo(at, 0);
                context.lineTo(at, size);
                context.stroke();
            }
            for (let i = Math.floor(this.top); i <= this.top + cells; i++) {
                context.lineWidth = i % blockSide === 0 ? 3 : 1;
                const at = (i - this.top) * scale;
                context.beginPath();
                context.moveTo(0, at);
                context.lineTo(size, at);
                context.stroke();
            }
        }

        // The borders of the ranges, as the server drew them.
        drawBorders(scale) {
            this.borders ??= new Path2D(this.picture.querySelector(".border").getAttribute("d"));
            this.context.save();
            this.context.translate(-this.left * scale, -this.top * scale);
            this.context.scale(scale, scale);
            this.context.lineWidth = 2 / scale;
            this.context.strokeStyle = this.ink;
            this.context.stroke(this.borders);
            this.context.restore();
        }

        setFont(size) {
            this.context.font = `${size}px system-ui, sans-serif`;
            this.context.textAlign = "center";
            this.context.textBaseline = "middle";
        }

        drawLabels(scale) {
            const context = this.context;
            this.setFont(12);
            context.lineJoin = "round";
            context.lineWidth = 3;
            context.strokeStyle = this.ground;
            context.fillStyle = this.ink;
            for (let port = 4096; port < count; port += 4096) {
                const x = ((xOf[port] & ~63) + 32 - this.left) * scale;
                const y = ((yOf[port] & ~63) + 32 - this.top) * scale;
                context.strokeText(port, x, y);
                context.fillText(port, x, y);
            }
        }

        // Black or white, what is easier to read on the number's colour.
        inkOn(port) {
            const [red, green, blue] = this.colors.get(this.classOf(port));
            return 0.3 * red + 0.59 * green + 0.11 * blue > 140 ? "#000" : "#fff";
        }

        drawTexts(scale) {
            const cells = Math.ceil(this.frame.clientWidth / scale);
            const withNames = scale >= namesFrom;
            const context = this.context;
            this.setFont(11);
            for (let y = Math.floor(this.top); y <= Math.min(this.top + cells, side - 1); y++) {
                for (let x = Math.floor(this.left); x <= Math.min(this.left + cells, side - 1); x++) {
                    const port = portAt[y * side + x];
                    const name = withNames && this.nameOf(port);
                    const middle = (x + 0.5 - this.left) * scale;
                    const line = (y + 0.5 - this.top) * scale;
                    context.fillStyle = this.inkOn(port);
                    context.fillText(port, middle, line - (name ? 8 : 0));
                    if (name) {
                        context.fillText(name, middle, line + 8, scale - 6);
                    }
                }
            }
        }

        drawCursor(scale) {
            if (this.cursor === null) {
                return;
            }
            const size = Math.max(scale, 7);
            const x = (xOf[this.cursor] + 0.5 - this.left) * scale - size / 2;
            const y = (yOf[this.cursor] + 0.5 - this.top) * scale - size / 2;
            this.context.lineWidth = 5;
            this.context.strokeStyle = this.ground;
            this.context.strokeRect(x, y, size, size);
            this.context.lineWidth = 2;
            this.context.strokeStyle = this.ink;
            this.context.strokeRect(x, y, size, size);
        }

        nameOf(port) {
            for (const layer of this.layers) {
                if (layer.names.has(port)) {
                    return layer.names.get(port);
                }
            }
            return "";
        }

        describe(port) {
            const several = this.layers.length > 1;
            const parts = this.layers
                .filter((layer) => layer === this.main || layer.names.has(port))
                .map((layer) => {
                    const name = layer.names.get(port);
                    const status = this.statuses[layer.statuses[port]];
                    return (name ? `${name}, ${status}` : status) + (several ? ` (${layer.name})` : "");
                });
            const transport = this.transport === "any" ? "" : `/${this.transport}`;
            return `${port}${transport}: ${parts.join("; ")}`;
        }

        point(port) {
            if (port !== this.cursor) {
                this.cursor = port;
                this.readout.textContent = this.describe(port);
                this.draw();
            }
        }

        // Moves the frame no further than the map goes.
        settle() {
            const cells = side / this.zoom;
            this.left = clamp(this.left, 0, side - cells);
            this.top = clamp(this.top, 0, side - cells);
            this.frame.classList.toggle("zoomed", this.zoom > 1);
            this.draw();
        }

        moveTo(port) {
            const cells = side / this.zoom;
            this.point(port);
            this.left = clamp(this.left, xOf[port] + 1.5 - cells, xOf[port] - 0.5);
            this.top = clamp(this.top, yOf[port] + 1.5 - cells, yOf[port] - 0.5);
            this.settle();
        }

        centre(port) {
            const cells = side / this.zoom;
            this.point(port);
            this.left = xOf[port] + 0.5 - cells / 2;
            this.top = yOf[port] + 0.5 - cells / 2;
            this.settle();
        }

        // About a place of the frame in pixels, or the cursor, or the middle.
        zoomTo(zoom, x, y) {
            const before = this.scale;
            const size = this.frame.clientWidth;
            if (x === undefined) {
                x = y = size / 2;
                if (this.cursor !== null) {
                    x = clamp((xOf[this.cursor] + 0.5 - this.left) * before, 0, size);
                    y = clamp((yOf[this.cursor] + 0.5 - this.top) * before, 0, size);
                }
            }
            this.zoom = clamp(zoom, 1, (zoomMax * side) / size);
            this.left += x / before - x / this.scale;
            this.top += y / before - y / this.scale;
            this.settle();
        }

        open(port) {
            location.href = `/port/${port}${this.root.dataset.date}`;
        }

        placeOf(event) {
            const box = this.frame.getBoundingClientRect();
            return [event.clientX - box.left - this.frame.clientLeft, event.clientY - box.top - this.frame.clientTop];
        }

        portUnder(event) {
            const [x, y] = this.placeOf(event);
            const column = clamp(Math.floor(this.left + x / this.scale), 0, side - 1);
            const row = clamp(Math.floor(this.top + y / this.scale), 0, side - 1);
            return portAt[row * side + column];
        }

        onDown(event) {
            this.pointers.set(event.pointerId, this.placeOf(event));
            this.dragged = this.pointers.size > 1 ? Infinity : 0;
            this.touched = this.cursor !== null && this.cursor === this.portUnder(event);
        }

        onMove(event) {
            const before = this.pointers.get(event.pointerId);
            const now = this.placeOf(event);
            if (before === undefined) {
                if (event.pointerType !== "touch") {
                    this.point(this.portUnder(event));
                }
                return;
            }
            this.pointers.set(event.pointerId, now);
            if (this.pointers.size === 2) {
                this.pinch(event.pointerId, before, now);
                return;
            }
            this.dragged += Math.hypot(now[0] - before[0], now[1] - before[1]);
            if (this.dragged > 4) {
                this.frame.setPointerCapture(event.pointerId);
                this.left -= (now[0] - before[0]) / this.scale;
                this.top -= (now[1] - before[1]) / this.scale;
                this.settle();
            }
        }

        pinch(moving, before, now) {
            const [, still] = [...this.pointers].find(([id]) => id !== moving);
            const span = (place) => Math.hypot(place[0] - still[0], place[1] - still[1]) || 1;
            const middle = (place) => [(place[0] + still[0]) / 2, (place[1] + still[1]) / 2];
            const [oldX, oldY] = middle(before);
            const [newX, newY] = middle(now);
            this.left -= (newX - oldX) / this.scale;
            this.top -= (newY - oldY) / this.scale;
            this.zoomTo((this.zoom * span(now)) / span(before), newX, newY);
        }

        // A mouse opens what it clicks; a finger first shows it.
        onUp(event) {
            const known = this.pointers.delete(event.pointerId);
            if (!known || event.type !== "pointerup" || this.dragged > 4) {
                return;
            }
            const port = this.portUnder(event);
            if (event.pointerType === "touch" && !this.touched) {
                this.point(port);
            } else if (event.button === 0) {
                this.open(port);
            }
        }

        onWheel(event) {
            const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0022));
            if (this.zoom === 1 && factor < 1) {
                return; // the page scrolls on
            }
            event.preventDefault();
            this.zoomTo(this.zoom * factor, ...this.placeOf(event));
        }

        onKey(event) {
            const step = event.shiftKey ? far : 1;
            const at = this.cursor ?? 0;
            const move = (x, y) =>
                portAt[clamp(yOf[at] + y, 0, side - 1) * side + clamp(xOf[at] + x, 0, side - 1)];
            const moves = {
                ArrowLeft: () => move(-step, 0),
                ArrowRight: () => move(step, 0),
                ArrowUp: () => move(0, -step),
                ArrowDown: () => move(0, step),
                PageUp: () => Math.max(at - 1, 0),
                PageDown: () => Math.min(at + 1, count - 1),
                Home: () => 0,
                End: () => count - 1,
            };
            const acts = {
                "+": () => this.zoomTo(this.zoom * 2),
                "=": () => this.zoomTo(this.zoom * 2),
                "-": () => this.zoomTo(this.zoom / 2),
                0: () => this.zoomTo(1),
                Enter: () => this.cursor !== null && this.open(this.cursor),
            };
            if (event.ctrlKey || event.metaKey || event.altKey) {
                return;
            }
            if (Object.hasOwn(moves, event.key)) {
                event.preventDefault();
                this.moveTo(this.cursor === null ? 0 : moves[event.key]());
            } else if (Object.hasOwn(acts, event.key)) {
                event.preventDefault();
                acts[event.key]();
            }
        }

        listen() {
            const frame = this.frame;
            frame.addEventListener("pointerdown", (event) => this.onDown(event));
            frame.addEventListener("pointermove", (event) => this.onMove(event));
            frame.addEventListener("pointerup", (event) => this.onUp(event));
            frame.addEventListener("pointercancel", (event) => this.onUp(event));
            frame.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
            frame.addEventListener("keydown", (event) => this.onKey(event));
            new ResizeObserver(() => this.resize()).observe(frame);
            const repaint = () => {
                this.paintCells();
                this.draw();
            };
            matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
            new MutationObserver(repaint).observe(document.documentElement, {
                attributeFilter: ["data-theme"],
            });
        }
    }

    async function start() {
        const root = document.querySelector(".map");
        const answer = await fetch(root.dataset.source);
        if (answer.ok) {
            new PortMap(root, await answer.json());
        }
    }

    start().catch(() => {
        // the picture with its links stays
    });
})();
