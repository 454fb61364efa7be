/** Readable on a phone, in the dark and on paper; nothing is said by colour alone. */
export const style = `:root { color-scheme: light dark; --text: #1a1a1a; --quiet: #4a4a4a; --ground: #fff; --raised: #f4f5f7; --line: #b8bec6; --link: #0b4f8a; }
@media (prefers-color-scheme: dark) { :root { --text: #ececec; --quiet: #bcbcbc; --ground: #16181b; --raised: #22262b; --line: #59606a; --link: #8fc4f5; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 52rem; font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--text); background: var(--ground); overflow-wrap: break-word; hyphens: auto; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 3rem 0 0.5rem; padding-top: 1rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.25rem; }
h4 { font-size: 1.05rem; line-height: 1.3; margin: 0 0 0.25rem; }
p { margin: 0 0 0.5rem; max-width: 42rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:hover { text-decoration-thickness: 2px; }
a:focus-visible, main:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline-offset: 0.5rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem 1rem; background: var(--ground); z-index: 1; }
.languages ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
.contents { margin: 1.5rem 0; padding: 1rem 1.25rem; background: var(--raised); border-radius: 0.5rem; }
.contents .label { font-weight: 700; }
.contents ul { margin: 0; padding: 0; list-style: none; columns: 18rem; column-gap: 2rem; }
.contents a, .languages a { display: inline-block; padding: 0.2rem 0; }
.entry { margin: 1.25rem 0; padding: 0.25rem 0 0.25rem 1rem; border-left: 4px solid var(--line); }
.entry .entry { border-left-width: 2px; }
:target { background: var(--raised); }
dl { margin: 0.25rem 0 0; }
dl > div { display: grid; grid-template-columns: 13.5rem 1fr; column-gap: 1rem; padding: 0.25rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; grid-column: 2; min-width: 0; }
dd + dd { margin-top: 0.35rem; }
.brief { padding-left: 1.25rem; }
.brief li { margin: 0.5rem 0; }
@media (max-width: 40rem) {
  h1 { font-size: 1.6rem; }
  h2 { font-size: 1.3rem; }
  .entry { padding-left: 0.75rem; }
  .entry .entry { padding-left: 0.6rem; }
  dl > div { display: block; padding: 0.35rem 0; }
  dt { font-size: 0.95rem; }
}
@media print {
  :root { --text: #000; --quiet: #000; --ground: #fff; --raised: #fff; --line: #777; --link: #000; }
  body { max-width: none; font-size: 10.5pt; padding: 0; }
  .skip, .languages, .contents { display: none; }
  .entry { break-inside: avoid-page; }
  h2, h3, h4 { break-after: avoid-page; }
}
`;
