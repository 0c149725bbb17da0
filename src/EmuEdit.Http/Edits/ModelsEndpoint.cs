using EmuEdit.Diffusion;
using EmuEdit.Onnx;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmuEdit.Http;

/// <summary><c>GET /api/models</c>: returns the bundles that the server uses.</summary>
internal static class ModelsEndpoint
{
    /// <summary>List the bundles that the server uses</summary>
    /// <response code="200">The bundles.</response>
    public static Ok<ModelView[]> Get(Bundle bundle) => TypedResults.Ok<ModelView[]>([ModelView.Of(bundle)]);
}

/// <summary>A bundle as clients see it.</summary>
/// <param name="Name">The name.</param>
/// <param name="ImageSize">The side of the model's square images, in pixels.</param>
/// <param name="Tasks">The names of its tasks.</param>
/// <param name="Defaults">The options of an edit that names none.</param>
/// <param name="Parts">The folders of the optional parts that this bundle has.</param>
/// <param name="Provider">The device that runs it in this process.</param>
/// <param name="Licence">The licence of its weights.</param>
/// <param name="Remarks">Remarks for the user, one sentence each.</param>
internal sealed record ModelView(
    string Name,
    int ImageSize,
    IReadOnlyList<string> Tasks,
    ModelDefaultsView Defaults,
    IReadOnlyList<string> Parts,
    ProviderView Provider,
    string? Licence,
    IReadOnlyList<string> Remarks
)
{
    public static ModelView Of(Bundle bundle)
    {
        var (defaults, provider) = (bundle.Config.Defaults, bundle.Provider);
        return new(
            bundle.Name,
            bundle.ImageSize,
            [.. bundle.Tasks],
            new(
                defaults.Steps,
                defaults.TextGuidance,
                defaults.ImageGuidance,
                defaults.Alpha,
                defaults.Sampler ?? Samplers.NameOf(bundle.Schedule.Config)
            ),
            [.. bundle.OptionalParts],
            new(provider.Kind, provider.DeviceId, provider.Fallback),
            bundle.Config.Licence,
            [.. bundle.Remarks]
        );
    }
}

/// <summary>The options of an edit that names none.</summary>
/// <param name="Steps">The number of denoising steps.</param>
/// <param name="TextGuidance">How strongly the result follows the instruction.</param>
/// <param name="ImageGuidance">How strongly the result follows the image.</param>
/// <param name="Alpha">Smaller changes than this are undone.</param>
/// <param name="Sampler">The name of the sampler.</param>
internal sealed record ModelDefaultsView(int Steps, float TextGuidance, float ImageGuidance, float Alpha, string? Sampler);

/// <summary>The device that runs a bundle.</summary>
/// <param name="Kind">The processor or the GPU.</param>
/// <param name="Device">The number of the GPU in CUDA's order.</param>
/// <param name="Fallback">Why it is the processor, if the build supports CUDA and the processor was not requested.</param>
internal sealed record ProviderView(ProviderKind Kind, int? Device, string? Fallback);
