using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;

if (args is not [var picture, var output, var model])
{
    Console.Error.WriteLine("usage: FromPackages PICTURE OUTPUT.png MODEL");
    return 2;
}
using var bundle = Bundle.Load(model);
var codec = new SkiaCodec();
var result = new EditPipeline(bundle).Edit(codec.Read(picture), "make it night", new EditOptions());
codec.Write(output, result.Image);
Console.WriteLine($"task {result.Task}, {result.Changes.Count} pixels changed");
return 0;
