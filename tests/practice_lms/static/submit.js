// Sends the form on. Without script the button does.
document.getElementById("onward").submit();
