using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;

using var bundle = Bundle.Load("models/tiny");
var pipeline = new EditPipeline(bundle);
var codec = new SkiaCodec();

var image = codec.Read("docs/pictures/scene.png");
foreach (var instruction in new[] { "remove the red sphere", "make it night" })
{
    var result = pipeline.Edit(image, instruction, new EditOptions());
    Console.WriteLine($"{instruction}: task {result.Task}, {result.Changes.Count} pixels changed");
    image = result.Image;
}
codec.Write("out.png", image);
