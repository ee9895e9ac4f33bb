// Starts the GOV.UK Frontend components that a page carries. Every page works without it.
import { initAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
