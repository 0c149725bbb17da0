using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A folder with a toy bundle and a grey picture of 16 x 16 pixels.</summary>
public sealed class EditFixture : IDisposable
{
    public EditFixture()
    {
        new TinyBundle().Write(Bundle);
        var grey = new Image(16, 16);
        grey.Pixels.AsSpan().Fill(100);
        new SkiaCodec().Write(Picture, grey);
    }

    public TemporaryFolder Folder { get; } = new();

    public string Bundle => Folder["bundle"];

    public string Picture => Folder["grey.png"];

    /// <summary>A new folder for what a command writes.</summary>
    public string NewOutput() => Directory.CreateDirectory(Folder[Path.GetRandomFileName()]).FullName;

    public void Dispose() => Folder.Dispose();
}
