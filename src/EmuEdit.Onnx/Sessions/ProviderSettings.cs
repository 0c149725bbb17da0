using System.Globalization;
using System.Text.RegularExpressions;
using EmuEdit.Core;

namespace EmuEdit.Onnx;

/// <summary>The kind of device that models run on.</summary>
public enum ProviderKind
{
    /// <summary>The GPU when the build supports CUDA and the machine can use it, otherwise the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The GPU, with CUDA.</summary>
    Cuda,
}

/// <summary>The device that models run on, and the memory that they may take of it.</summary>
public sealed partial record ProviderSettings
{
    /// <summary>Describes what <see cref="TryParse"/> accepts, for messages.</summary>
    public const string Allowed =
        "auto, cpu or cuda; for a GPU also which one, 0 to 63, the most MiB of its memory that a model may "
            + "take, 256 to 1048576, and graph, as in cuda:1,memory=4096,graph";

    private const int MaxDevice = 63;
    private const long MinArena = 256L << 20, MaxArena = 1L << 40;

    /// <summary>The kind of device; default <see cref="ProviderKind.Auto"/>.</summary>
    public ProviderKind Kind { get; init; }

    /// <summary>Number of the GPU in CUDA's order, 0 to 63; default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// GPU memory in bytes that a model may take for its weights and computation, 256 MiB to 1 TiB;
    /// null, the default, for all there is. Each model of a bundle has its own limit, and CUDA's
    /// libraries take some memory in addition. A model that needs more fails.
    /// </summary>
    public long? ArenaLimit { get; init; }

    /// <summary>
    /// Whether the steps of an edit are CUDA graphs, recorded once per number of guidance branches
    /// and then started by one call; default false. This saves the time between kernels, which
    /// matters most for small models. Every node of the U-Net must run on the GPU, and steps run
    /// one after another, including those of other edits. Not tried on a GPU yet; a recording is
    /// checked once against a plain run.
    /// </summary>
    public bool CudaGraph { get; init; }

    private bool IsAllowed =>
        Enum.IsDefined(Kind) && DeviceId is >= 0 and <= MaxDevice && ArenaLimit is null or (>= MinArena and <= MaxArena);

    /// <summary>
    /// Reads the settings from text, for example <c>cpu</c>, <c>cuda:1</c> or
    /// <c>auto,memory=4096,graph</c>.
    /// </summary>
    /// <returns>The settings; null when the text is not <see cref="Allowed"/>.</returns>
    public static ProviderSettings? TryParse(string text)
    {
        if (Form().Match(text) is not { Success: true, Groups: var parts })
            return null;
        var settings = new ProviderSettings
        {
            Kind = Enum.Parse<ProviderKind>(parts["kind"].Value, ignoreCase: true),
            DeviceId = Number(parts["device"]) ?? 0,
            ArenaLimit = (long?)Number(parts["memory"]) << 20,
            CudaGraph = parts["graph"].Success,
        };
        return settings.IsAllowed ? settings : null;
    }

    /// <summary>Checks the ranges and returns these settings.</summary>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public ProviderSettings Validated() =>
        IsAllowed
            ? this
            : throw new InvalidInputException(
                $"provider {Kind.ToString().ToLowerInvariant()} with device {DeviceId} and "
                    + $"{ArenaLimit?.ToString(CultureInfo.InvariantCulture) ?? "any number of"} bytes",
                Allowed
            );

    /// <summary>Returns ONNX Runtime's options for CUDA.</summary>
    /// <param name="records">Whether runs become CUDA graphs.</param>
    internal Dictionary<string, string> ToCudaOptions(bool records)
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = DeviceId.ToString(CultureInfo.InvariantCulture),
            // By default an arena doubles each time it grows, and all models of a bundle share the GPU.
            ["arena_extend_strategy"] = "kSameAsRequested",
            // By default every algorithm of every convolution is timed at its first run: the first
            // edit would wait for it, and two processes could choose differently.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["enable_cuda_graph"] = records ? "1" : "0",
        };
        if (ArenaLimit is { } limit)
            options["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
        return options;
    }

    private static int? Number(Group part) => part.Success ? int.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^(?:(?<kind>cpu)|(?<kind>auto|cuda)(?::(?<device>[0-9]{1,2}))?(?:,memory=(?<memory>[0-9]{1,7}))?(?<graph>,graph)?)$")]
    private static partial Regex Form();
}
