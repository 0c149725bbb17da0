using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Export;
using EmuEdit.World;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// models/tiny for edits, but for its editor: a small one for 32 x 32 pixels that was trained for a
/// step. What learns and edits with it is quick, and paints nothing good.
/// </summary>
internal static class QuickBundle
{
    private static readonly string s_shipped = Path.Combine(Paths.Repository, "models", "tiny");
    private static readonly Lazy<string> s_made = new(Make);

    /// <summary>Folder of it, which stays as it is. Made once, in a turn of its own.</summary>
    public static async Task<string> ReadAsync()
    {
        if (!s_made.IsValueCreated)
            await InProcess.AloneAsync(() => _ = s_made.Value);
        return s_made.Value;
    }

    /// <summary>Folder of a copy, which may learn.</summary>
    public static async Task<string> CopyAsync()
    {
        var (made, copy) = (await ReadAsync(), TestFolders.New());
        foreach (var file in Directory.GetFiles(made, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(copy, Path.GetRelativePath(made, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
        return copy;
    }

    private static string Make()
    {
        var (run, bundle, tokenizer) = (TestFolders.New(), TestFolders.New(), Path.Combine(s_shipped, "tokenizer"));
        var (encoder, world) = (ClipTokenizer.Load(tokenizer), new WorldDataset(1, 32));
        const int Length = 48;
        new EditorTrainer(
            new EditorTrainerOptions
            {
                Folder = run,
                Samples = world.Sample,
                HeldOut = index => world.Sample(1000 + index),
                HeldOutCount = 1,
                Tokenize = text => [.. encoder.Encode(text, Length).Ids.Select(id => (long)id)],
                Vocabulary = encoder.Vocabulary,
                Network = new()
                {
                    ImageSize = 32,
                    TextLength = Length,
                    TextWidth = 64,
                    TextLayers = 1,
                    Channels = 64,
                    DeepChannels = 64,
                    DeepBlocks = 1,
                    EmbeddingWidth = 64,
                },
                Steps = 1,
                BatchSize = 4,
            }
        ).Run(CancellationToken.None);
        new BundleExporter(
            new()
            {
                Output = bundle,
                Tokenizer = tokenizer,
                Editor = run,
                Base = s_shipped,
                EditingOnly = true,
            }
        ).Export();
        return bundle;
    }
}
