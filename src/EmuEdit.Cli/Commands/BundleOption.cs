using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--bundle</c>, and the search for the shipped bundle if it is not given.</summary>
internal static class BundleOption
{
    private const long WorthTelling = 500_000_000;

    private static readonly string Shipped = Path.Combine("models", "tiny");

    public static Option<string?> Create() =>
        new("--bundle")
        {
            Description =
                "Folder of the model, as diffusers saves one or as a bundle of ONNX graphs; default models/tiny, "
                    + "searched in the parent folders of the working directory and of the program",
            HelpName = "folder",
        };

    /// <summary>Loads the given bundle, or the shipped one. Prints a message if its models should run on a GPU and cannot.</summary>
    /// <param name="folder">The value of <c>--bundle</c>.</param>
    /// <param name="provider">The value of <c>--provider</c>. Null for the environment's value.</param>
    /// <param name="threads">The number of threads that a model may use. 0 for one per core.</param>
    /// <param name="loras">The values of <c>--lora</c>.</param>
    /// <exception cref="InvalidInputException">The bundle or the provider does not exist or cannot be used.</exception>
    public static Bundle Load(string? folder, string? provider = null, int threads = 0, string[]? loras = null)
    {
        var bundle = Bundle.Load(
            folder ?? FindShipped(),
            new()
            {
                Threads = threads,
                Provider = ProviderOption.Read(provider),
                Loading = Tell,
            },
            loras: LoraOption.Read(loras)
        );
        if (bundle.Provider.Warning is { } warning)
            CommandOutput.Warn(warning);
        return bundle;
    }

    // A small bundle loads so fast that it needs no line.
    private static void Tell(LoadingProgress part)
    {
        if (part.Total > WorthTelling)
            CommandOutput.Warn(
                $"loading {part.Part}: {part.Bytes / 1e9:0.0} GB; {(double)part.Before / part.Total:0%} of the model is loaded"
            );
    }

    /// <summary>Returns the side of a bundle's images, in pixels.</summary>
    /// <exception cref="InvalidInputException">The bundle does not exist or cannot be used.</exception>
    public static int ImageSize(string folder)
    {
        using var bundle = Bundle.Load(folder, new() { Provider = new() { Kind = ProviderKind.Cpu } });
        return bundle.ImageSize;
    }

    /// <summary>Returns the folder of the shipped bundle.</summary>
    /// <exception cref="InvalidInputException">The folder does not exist.</exception>
    public static string FindShipped() =>
        Upwards(Directory.GetCurrentDirectory())
            .Concat(Upwards(AppContext.BaseDirectory))
            .Select(d => Path.Combine(d, Shipped))
            .FirstOrDefault(Directory.Exists)
        ?? throw new InvalidInputException(
            "no --bundle, and no models/tiny found",
            "a folder in the diffusers ONNX layout",
            "give --bundle FOLDER, or run inside a clone of the project"
        );

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var d = new DirectoryInfo(folder); d is not null; d = d.Parent)
            yield return d.FullName;
    }
}
