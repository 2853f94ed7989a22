// Texts that stand out less than 4.5 : 1 against what is behind them.
() => {
  const light = (rgb) => rgb.map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0);
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 250) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const ratio = (node) => {
    const inks = [rgba(getComputedStyle(node).color).slice(0, 3), ground(node)].map(light).sort((a, b) => b - a);
    return (inks[0] + 0.05) / (inks[1] + 0.05);
  };
  const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter((node) => hasText(node) && !node.disabled && node.checkVisibility({ opacityProperty: true }))
    .filter((node) => ratio(node) < 4.5)
    .map((node) => `${node.className}: ${node.textContent.slice(0, 30)} ${ratio(node).toFixed(2)}`);
}
