using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Diffusion;
using EmuEdit.Editing;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands.Models;

/// <summary><c>emuedit models</c>: describes a bundle and checks whether it works.</summary>
internal static class ModelsCommand
{
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string[]> Loras = LoraOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();

    private static readonly Argument<string?> Folder = new("folder")
    {
        Description = "Folder of the bundle, or with --reference of a checkpoint; as --bundle",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Model =
        new("model") { Description = "Folder in the diffusers layout, or a single safetensors file" };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder of the bundle; must not exist yet",
        HelpName = "folder",
        Required = true,
    };
    private static readonly Option<bool> Half = new("--half")
    {
        Description = "Store weights in 16 bits, which halves the files; in memory they have 32 bits",
    };

    private static readonly Argument<string> Models = new("folder") { Description = "Folder with models, each a folder or a file" };

    private static readonly Option<string?> Reference = new("--reference")
    {
        Description = "Recompute the outputs of a reference implementation in this file (safetensors), and print each difference",
        HelpName = "file",
    };

    private static readonly Option<string?> Json = OutputOptions.JsonFile(
        "With --reference of a pipeline: prompt, steps and scales of its runs; default golden.json beside the reference"
    );

    private static readonly Option<double> Tolerance = NumberOption.Of(
        "--tolerance",
        "With --reference: largest allowed difference, relative to the reference's largest value; exit code 1 above it",
        "0 to 1",
        1e-4
    );

    public static Command Create()
    {
        var check = new ExampleCommand(
            "check",
            "Load a bundle, check every part of it, and make one edit; or compare a checkpoint with a reference.",
            "emuedit models check",
            "emuedit models check --bundle /models/large --provider cuda",
            "emuedit models check ~/models/sd15/unet --reference golden.safetensors"
        )
        {
            Folder,
            BundleFolder,
            Loras,
            Provider,
            Reference,
            Json,
            Tolerance,
        };
        check.ShowsProgress();
        check.Answers(
            (parsed, cancellation) =>
            {
                var (folder, provider) = (parsed.GetValue(Folder) ?? parsed.GetValue(BundleFolder), parsed.GetValue(Provider));
                if (parsed.GetValue(Reference) is { } reference)
                {
                    var checkpoint =
                        folder
                        ?? throw new InvalidInputException("--reference without a folder", "emuedit models check FOLDER --reference FILE");
                    var settings = new SessionSettings { Provider = ProviderOption.Read(provider) };
                    return Task.FromResult(
                        ReferenceReport.Print(
                            checkpoint,
                            reference,
                            parsed.GetValue(Json),
                            parsed.GetValue(Tolerance),
                            settings,
                            cancellation
                        )
                    );
                }
                ProgressDisplay.Stage("loading the model");
                Check(BundleOption.Load(folder, provider, loras: parsed.GetValue(Loras)), cancellation);
                return Task.FromResult(ExitCode.Success);
            }
        );
        var list = new ExampleCommand(
            "list",
            "List the models in a folder, and whether they can be used.",
            "emuedit models list ~/models"
        )
        {
            Models,
        };
        list.Runs((parsed, _) => List(parsed.GetRequiredValue(Models)));
        var export = new ExampleCommand(
            "export",
            "Write a checkpoint as a bundle of ONNX graphs for other programs. EmuEdit itself does not need it.",
            "emuedit models export ~/models/instruct-pix2pix -o bundle",
            "emuedit models export ~/models/instruct-pix2pix -o bundle --half --lora style.safetensors=0.7"
        )
        {
            Model,
            Output,
            Half,
            Loras,
        };
        export.ShowsProgress();
        export.Runs(
            (parsed, _) =>
            {
                ModelExport.Write(
                    parsed.GetRequiredValue(Model),
                    parsed.GetRequiredValue(Output),
                    parsed.GetValue(Half),
                    LoraOption.Read(parsed.GetValue(Loras)),
                    part => CommandOutput.Say($"writing {part}")
                );
                Console.WriteLine($"wrote {parsed.GetValue(Output)}");
            }
        );
        return new Command("models", "Check, list and export models.") { check, list, export };
    }

    private static void List(string folder)
    {
        var found = ModelSummary.In(folder).ToList();
        foreach (var model in found)
            Console.WriteLine(
                model.Problem is null
                    ? FormattableString.Invariant(
                        $"{Path.GetFileName(model.Path),-32} {model.Use,-8} {model.Parameters / 1e6,8:0.0} M  {model.Class}"
                    )
                    : $"{Path.GetFileName(model.Path),-32} {"no",-8} {"",8}    {model.Problem}"
            );
        if (found.Count == 0)
            CommandOutput.Warn($"{folder} has no models: no folder with a model_index.json, and no .safetensors");
    }

    private static void Check(Bundle loaded, CancellationToken cancellationToken)
    {
        using var bundle = loaded;
        bundle.WithAllParts();
        var (defaults, networks) = (bundle.Config.Defaults, bundle.Networks.ToList());
        Console.WriteLine(
            $"""
            bundle    {bundle.Name}
            path      {bundle.Path}
            pictures  {Images(bundle)}
            tasks     {string.Join(", ", bundle.Tasks)}
            parts     {string.Join(", ", bundle.OptionalParts.DefaultIfEmpty("none"))}, beside those of every edit
            provider  {bundle.Provider}
            memory    {networks.Sum(n => n.Bytes) / 1e6:0.0} MB for weights
            scheduler {bundle.Schedule.Config.ClassName} for a prediction of {Predicted(bundle)}; {bundle.ScheduleSource}
            defaults  {defaults.Steps} steps of {defaults.Sampler
                ?? Samplers.NameOf(
                    bundle.Schedule.Config
                )}, text guidance {defaults.TextGuidance}, image guidance {defaults.ImageGuidance}, alpha {defaults.Alpha}
            licence   {bundle.Config.Licence ?? "not stated"}
            """
        );
        if (CudaVersions.Here() is { } cuda)
            Console.WriteLine($"cuda      {cuda}");
        foreach (var network in networks)
            Console.WriteLine($"network   {network.Name}: {Describe(network)}");
        foreach (var remark in bundle.Remarks)
            Console.WriteLine($"remark    {remark}");
        ProgressDisplay.Stage("trying the detector, the segmenter and the depth estimator");
        TryAnnotators(bundle);
        ProgressDisplay.Stage("trying an edit");
        Console.WriteLine(
            $"edit      {TrialEdit(bundle, cancellationToken).TotalSeconds:0.00} s for {TrialSteps(bundle)} of "
                + $"{defaults.Steps} steps; the bundle works"
        );
    }

    private static string Predicted(Bundle bundle) =>
        bundle.Schedule.Config.PredictionType switch
        {
            PredictionType.Epsilon => "noise",
            PredictionType.Sample => "the sample",
            _ => "v",
        };

    private static string Images(Bundle bundle) =>
        bundle.TakesAnyShape
            ? $"of any shape, about {bundle.ImageSize} x {bundle.ImageSize} pixels"
            : $"{bundle.ImageSize} x {bundle.ImageSize}";

    private static string Describe(PartSummary network) =>
        network.Parameters is { } count
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{network.Class}, {count / 1e6:0.0} million parameters, stored as {network.Precision}, "
                    + $"{network.Bytes / 1e6:0.0} MB in memory"
            )
            : FormattableString.Invariant($"{network.Class}, {network.Bytes / 1e6:0.0} MB");

    // A model that cannot take a batch of two images fails here.
    private static void TryAnnotators(Bundle bundle)
    {
        var grey = Grey(bundle);
        bundle.Detector?.Detect([(grey, "red sphere"), (grey, "tree")]);
        bundle.Segmenter?.Segment([(grey, new(0, 0, grey.Width, grey.Height)), (grey, new(0, 0, 1, 1))]);
        bundle.Depth?.Estimate([grey, grey]);
    }

    private static int TrialSteps(Bundle bundle) => Math.Min(2, bundle.Config.Defaults.Steps);

    // A grey image, one instruction and two steps run every graph of the edit with the shapes that it will have in use.
    private static TimeSpan TrialEdit(Bundle bundle, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        new EditPipeline(bundle).Edit(
            Grey(bundle),
            "make it night",
            new EditOptions { Steps = TrialSteps(bundle), Task = bundle.TaskPredictor is null ? bundle.Tasks.FirstOrDefault() : null },
            cancellationToken: cancellationToken
        );
        return clock.Elapsed;
    }

    private static Image Grey(Bundle bundle)
    {
        var grey = new Image(bundle.ImageSize, bundle.ImageSize);
        grey.Pixels.AsSpan().Fill(128);
        return grey;
    }
}
