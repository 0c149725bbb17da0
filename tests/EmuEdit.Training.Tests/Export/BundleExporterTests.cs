using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.Training.Annotators;
using EmuEdit.Training.Editor;
using EmuEdit.Training.Export;

namespace EmuEdit.Training.Tests.Export;

public sealed class BundleExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_OfThreeRuns_GivesAWholeBundle()
    {
        Train();
        new BundleExporter(Options).Export();
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.Empty(bundle.Remarks);
        Assert.Equal(Toy.Size, bundle.ImageSize);
        Assert.Equal(EditorTrainer.Schedule, bundle.Schedule.Config);
        Assert.Equal(16, bundle.ClipText!.Embed(bundle.Tokenizer.Encode("a red cube")).Length);
        Assert.Equal(16, bundle.ClipImage!.Embed(new float[3 * Toy.Size * Toy.Size]).Length);
        Assert.Equal(1, bundle.TaskPredictor!.Probabilities(bundle.Tokenizer.Encode("make it red").Ids).Sum(), 1e-5f);

        var training = bundle.Config.Training;
        Assert.Equal(
            ("train", "c0ffee", 1L),
            (
                training.GetProperty("command").GetString(),
                training.GetProperty("commit").GetString(),
                training.GetProperty("steps").GetInt64()
            )
        );
        Assert.Equal(32, training.GetProperty("task_predictor").GetProperty("samples").GetInt32());
        Assert.Equal(JsonValueKind.Number, training.GetProperty("clip").GetProperty("scores").GetProperty("retrieval").ValueKind);
    }

    [Fact]
    public void Export_OfTheEditorAlone_ReplacesTheBundleThatIsThere()
    {
        Train();
        new BundleExporter(Options).Export();
        new BundleExporter(Options with { TaskPredictor = null, Clip = null }).Export();
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.Null(bundle.TaskPredictor);
        Assert.Null(bundle.ClipImage);
        Assert.Equal(
            ["bundle", "clip", "editor", "predictor", "tokenizer"],
            Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Export_OverItsBase_KeepsThePartsThatWereNotTrained()
    {
        Train();
        new BundleExporter(Options).Export();
        var (before, records) = (Parts(), Records());
        new BundleExporter(Options with { TaskPredictor = null, Clip = null, Base = _folder["bundle"] }).Export();
        Assert.Equal(before, Parts());
        Assert.Equal(records, Records());
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.NotNull(bundle.TaskPredictor);

        string[] Parts() =>
            [
                .. new[] { "task_predictor", "clip" }
                    .SelectMany(p => Directory.GetFiles(Path.Combine(_folder["bundle"], p)).Order())
                    .Select(f => Convert.ToHexString(File.ReadAllBytes(f))),
            ];
        string Records() =>
            JsonDocument
                .Parse(File.ReadAllText(Path.Combine(_folder["bundle"], "emu_edit.json")))
                .RootElement.GetProperty("training")
                .GetProperty("clip")
                .GetRawText();
    }

    [Fact]
    public void Export_OfATextToImageModel_TakesItOnTheEditorsLatentsAlone()
    {
        LongChecks.SkipUnlessAsked();
        Train();
        new BundleExporter(Options).Export();
        Toy.Train(Toy.TextToImage(_folder["picture"], 1) with { Deviations = BundleWeights.Deviations(_folder["bundle"]) });
        new BundleExporter(Options with { TextToImage = _folder["picture"] }).Export();
        new BundleExporter(Options with { Base = _folder["bundle"] }).Export();
        Assert.All(
            ["text_to_image_unet", "text_to_image_text_encoder"],
            part => Assert.True(File.Exists(Path.Combine(_folder["bundle"], part, "model.onnx")))
        );
        using (var bundle = Bundle.Load(_folder["bundle"]))
            Assert.Equal(8, bundle.Config.Training.GetProperty("text_to_image_unet").GetProperty("samples").GetInt32());

        Toy.Train(Toy.TextToImage(_folder["other"], 1));
        var options = Options with { TextToImage = _folder["other"] };
        Assert.Contains("another autoencoder", Assert.Throws<InvalidInputException>(() => new BundleExporter(options).Export()).Message);
    }

    [Fact]
    public void Export_OfAnnotators_AnnotatesAndIsKeptFromABase()
    {
        Train();
        Toy.Train(Toy.Annotator(Annotator.Detector, _folder["detector"], 1));
        Toy.Train(Toy.Annotator(Annotator.Segmenter, _folder["segmenter"], 1));
        Toy.Train(Toy.Annotator(Annotator.Depth, _folder["depth"], 1));
        new BundleExporter(
            Options with
            {
                Detector = _folder["detector"],
                Segmenter = _folder["segmenter"],
                Depth = _folder["depth"],
            }
        ).Export();
        new BundleExporter(Options with { Base = _folder["bundle"] }).Export();
        using var bundle = Bundle.Load(_folder["bundle"]);
        Assert.Equal(["task_predictor", "clip", "detector", "segmenter", "depth"], bundle.OptionalParts);
        var picture = new Image(48, 40);
        var detections = bundle.Detector!.Detect([(picture, "red cube"), (picture, "blue cube")]);
        Assert.All(detections, d => Assert.InRange(d.Box.Area, 1, 48 * 40));
        Assert.Equal((48, 40), (bundle.Segmenter!.Segment([(picture, new(0, 0, 20, 20))])[0].Width, 40));
        Assert.Equal(48 * 40, bundle.Depth!.Estimate([picture])[0].Length);
        Assert.Equal(8, bundle.Config.Training.GetProperty("segmenter").GetProperty("samples").GetInt32());
    }

    [Fact]
    public void Export_OverABaseOfAnotherTokenizer_IsRefused()
    {
        Train();
        new BundleExporter(Options).Export();
        File.WriteAllText(Path.Combine(_folder["bundle"], "tokenizer", "vocab.json"), "{}");
        var options = Options with { TaskPredictor = null, Base = _folder["bundle"] };
        Assert.Contains("vocabulary", Assert.Throws<InvalidInputException>(() => new BundleExporter(options).Export()).Message);
    }

    [Fact]
    public void Export_OverABaseThatIsNoBundle_IsRefused()
    {
        var options = Options with { Base = _folder["nothing"] };
        Assert.Contains("is no bundle", Assert.Throws<InvalidInputException>(() => new BundleExporter(options).Export()).Message);
    }

    [Fact]
    public void Export_OfAVae_KeepsPictures()
    {
        Train();
        new BundleExporter(Options).Export();
        using var bundle = Bundle.Load(_folder["bundle"]);
        var picture = new CounterRandom(1).Gaussians(3 * Toy.Size * Toy.Size);
        var latent = bundle.VaeEncoder.Encode(picture, Toy.Size, Toy.Size);
        var back = bundle.VaeDecoder.Decode(latent.Values, new((int)latent.Shape[1], (int)latent.Shape[2], (int)latent.Shape[3])).Values;
        Assert.Equal(0, picture.Zip(back).Max(p => MathF.Abs(p.First - p.Second)), 1e-4f);
    }

    [Fact]
    public void Export_OverAnotherFolder_IsRefused()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        File.WriteAllText(Path.Combine(_folder["bundle"], "notes.txt"), "mine");
        Refused("is no bundle");
        Assert.True(File.Exists(Path.Combine(_folder["bundle"], "notes.txt")));
    }

    [Fact]
    public void Export_WithoutACheckpoint_IsRefused()
    {
        Toy.Tokenizer.Write(_folder["tokenizer"], Toy.Length);
        Refused("no checkpoint");
    }

    [Fact]
    public void Export_OfABrokenRunFile_IsRefused()
    {
        Train();
        File.WriteAllText(Path.Combine(_folder["editor"], "run.json"), "{");
        Refused("run.json");
        Assert.False(Directory.Exists(_folder["bundle"]));
    }

    [Fact]
    public void Export_WithAnotherTokenizer_IsRefused()
    {
        Train();
        new Training.Export.TokenizerBuilder(["one"]).Write(_folder["tokenizer"], Toy.Length);
        Refused("text.tokens");
    }

    private BundleExportOptions Options => new()
    {
        Output = _folder["bundle"],
        Tokenizer = _folder["tokenizer"],
        Editor = _folder["editor"],
        TaskPredictor = _folder["predictor"],
        Clip = _folder["clip"],
    };

    private void Train()
    {
        Toy.Tokenizer.Write(_folder["tokenizer"], Toy.Length);
        Toy.Train(Toy.Editor(_folder["editor"], 1));
        Toy.Train(Toy.Predictor(_folder["predictor"], 1));
        Toy.Train(Toy.Clip(_folder["clip"], 1));
    }

    private void Refused(string says) =>
        Assert.Contains(says, Assert.Throws<InvalidInputException>(() => new BundleExporter(Options).Export()).Message);
}
