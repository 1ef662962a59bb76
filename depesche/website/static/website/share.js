/* Copies an article's address, and opens the device's own list of ways to share. Without it there are mail and the address itself. */
{
  const share = document.querySelector(".share"), [send, copy] = share.querySelectorAll("button"), address = share.querySelector(".address");
  send.hidden = !navigator.share;
  copy.hidden = !navigator.clipboard;
  send.onclick = () => navigator.share({ title: share.dataset.title, url: address.href }).catch(() => {});
  copy.onclick = () => navigator.clipboard.writeText(address.href).then(
    () => { share.querySelector("[role=status]").textContent = copy.dataset.done; },
    () => getSelection().selectAllChildren(address),
  );
}
