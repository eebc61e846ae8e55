/* Drag a municipality to another network: the same form is sent as by ticking it and pressing the network's button. */
"use strict";
const board = document.querySelector("[data-board]");
if (board) {
  let dragged = null;
  for (const item of board.querySelectorAll("li[data-code]")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.code);
    });
    item.addEventListener("dragend", () => { dragged = null; });
  }
  for (const network of board.querySelectorAll("[data-network]")) {
    network.addEventListener("dragover", (event) => {
      if (dragged && !network.contains(dragged)) {
        event.preventDefault();
        network.classList.add("over");
      }
    });
    network.addEventListener("dragleave", () => network.classList.remove("over"));
    network.addEventListener("drop", (event) => {
      event.preventDefault();
      network.classList.remove("over");
      if (!dragged) return;
      for (const box of board.querySelectorAll("input[name=municipality]")) box.checked = false;
      dragged.querySelector("input[name=municipality]").checked = true;
      board.requestSubmit(network.querySelector("button[name=to]"));
    });
  }
}
