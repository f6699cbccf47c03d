/* Posts the one form of a page that is only passed through. The page has a button for everybody else. */
document.querySelector("form[data-post-now]")?.requestSubmit();
