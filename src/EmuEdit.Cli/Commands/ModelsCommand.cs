using System.CommandLine;
using System.Diagnostics;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit models</c>: what a bundle is, and whether it works.</summary>
internal static class ModelsCommand
{
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();

    public static Command Create()
    {
        var check = new ExampleCommand("check", "Load a bundle, check every part of it, and make one edit.", "emuedit models check", "emuedit models check --bundle /models/large --provider cuda") { BundleFolder, Provider };
        check.Runs((parsed, cancellation) => Check(BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider)), cancellation));
        return new Command("models", "Look at model bundles.") { check };
    }

    private static void Check(Bundle loaded, CancellationToken cancellation)
    {
        using var bundle = loaded;
        bundle.WithAllParts();
        var defaults = bundle.Config.Defaults;
        Console.WriteLine($"""
            bundle    {bundle.Name}
            folder    {bundle.Folder} ({Megabytes(bundle.Folder):0.0} MB)
            pictures  {bundle.ImageSize} x {bundle.ImageSize}
            tasks     {string.Join(", ", bundle.Tasks)}
            parts     {string.Join(", ", bundle.OptionalParts.DefaultIfEmpty("none"))}, beside those of every edit
            provider  {bundle.Provider}
            defaults  {defaults.Steps} steps, text guidance {defaults.TextGuidance}, image guidance {defaults.ImageGuidance}, alpha {defaults.Alpha}
            licence   {bundle.Config.Licence ?? "not stated"}
            """);
        foreach (var remark in bundle.Remarks)
            Console.WriteLine($"remark    {remark}");
        TryAnnotators(bundle);
        Console.WriteLine($"edit      {TrialEdit(bundle, cancellation).TotalSeconds:0.00} s; the bundle works");
    }

    // A model that cannot take two pictures fails here.
    private static void TryAnnotators(Bundle bundle)
    {
        var grey = Grey(bundle);
        bundle.Detector?.Detect([(grey, "red sphere"), (grey, "tree")]);
        bundle.Segmenter?.Segment([(grey, new(0, 0, grey.Width, grey.Height)), (grey, new(0, 0, 1, 1))]);
        bundle.Depth?.Estimate([grey, grey]);
    }

    // Grey, one instruction: enough to run every graph of the edit with the shapes that it will see.
    private static TimeSpan TrialEdit(Bundle bundle, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        new EditPipeline(bundle).Edit(Grey(bundle), "make it night", new EditOptions { Task = bundle.TaskPredictor is null ? bundle.Tasks.FirstOrDefault() : null }, ct: cancellation);
        return clock.Elapsed;
    }

    private static Image Grey(Bundle bundle)
    {
        var grey = new Image(bundle.ImageSize, bundle.ImageSize);
        grey.Pixels.AsSpan().Fill(128);
        return grey;
    }

    private static double Megabytes(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) / 1e6;
}
