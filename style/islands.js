// Starts the WebAssembly and hands each island in the page to its function there, outermost first.
// Leptos writes the same as an inline script with names that it knows; ours carry a hash of their content.
import start, * as islands from "send-banding";

// What an island inside another's children must call before it starts, innermost last.
const parents = [];

async function hydrate(node) {
  if (node.localName === "leptos-island") {
    parents.at(-1)?.();
    await islands[node.dataset.component](node);
  }
  const holdsChildren = node.localName === "leptos-children";
  if (holdsChildren) parents.push(node.$$on_hydrate);
  for (const child of node.children) await hydrate(child);
  if (holdsChildren) parents.pop();
}

await start({ module_or_path: new URL("send-banding.wasm", import.meta.url) });
islands.hydrate();
await hydrate(document.body);
document.documentElement.dataset.islands = "ready";
