using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Editing.Tests;

/// <summary>
/// Tests of edits with <see cref="TinyBundle"/>, which brightens the left half of an image by
/// <see cref="RedLevels"/> for each word "red".
/// </summary>
public abstract class ToyEdits : IDisposable
{
    protected const float RedLevels = TinyBundle.Shift * 127.5f;

    protected TemporaryFolder Folder { get; } = new();

    protected Bundle? Bundle { get; set; }

    public void Dispose()
    {
        Bundle?.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected EditPipeline Pipeline(TinyBundle toy)
    {
        if (Bundle is null)
            toy.Write(Folder.Path);
        return new(Bundle ??= Bundle.Load(Folder.Path));
    }

    protected EditPipeline InstructPix2Pix()
    {
        TinyBundle.InstructPix2Pix.Write(Folder.Path);
        File.WriteAllText(Folder["vae_decoder/config.json"], """{"scaling_factor": 1}""");
        return new(Bundle = Bundle.Load(Folder.Path));
    }

    protected static Image Grey(int width, int height)
    {
        var random = new CounterRandom(width, height);
        return new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(_ => (byte)(90 + random.Next(30)))]);
    }

    protected sealed class Steps(Action<EditProgress>? also = null) : IProgress<EditProgress>
    {
        public List<EditProgress> Reports { get; } = [];

        public void Report(EditProgress value)
        {
            Reports.Add(value);
            also?.Invoke(value);
        }
    }
}

internal static class EditPipelineExtensions
{
    public static EditResult Run(this EditPipeline pipeline, Image input, string instruction, EditOptions options) =>
        pipeline.Edit(input, instruction, options, progress: null, TestContext.Current.CancellationToken);
}
