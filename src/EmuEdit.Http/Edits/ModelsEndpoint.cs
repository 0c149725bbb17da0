using EmuEdit.Diffusion;
using EmuEdit.Onnx;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary><c>GET /api/models</c>: returns the bundles that the server uses.</summary>
internal static class ModelsEndpoint
{
    public static IResult Get(Bundle bundle) => Results.Json(new[]
    {
        new
        {
            name = bundle.Name,
            image_size = bundle.ImageSize,
            tasks = bundle.Tasks,
            defaults = new
            {
                steps = bundle.Config.Defaults.Steps,
                text_guidance = bundle.Config.Defaults.TextGuidance,
                image_guidance = bundle.Config.Defaults.ImageGuidance,
                alpha = bundle.Config.Defaults.Alpha,
                sampler = bundle.Config.Defaults.Sampler ?? Samplers.NameOf(bundle.Schedule.Config),
            },
            parts = bundle.OptionalParts,
            provider = new { kind = bundle.Provider.Kind, device = bundle.Provider.DeviceId, fallback = bundle.Provider.Fallback },
            licence = bundle.Config.Licence,
            remarks = bundle.Remarks,
        },
    });
}
