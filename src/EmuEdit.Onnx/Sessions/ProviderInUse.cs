using EmuEdit.Core;
using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Onnx;

/// <summary>The execution provider of a bundle's models.</summary>
/// <param name="Kind"><see cref="ProviderKind.Cpu"/> or <see cref="ProviderKind.Cuda"/>.</param>
/// <param name="DeviceId">Number of the GPU in CUDA's order; null on the processor.</param>
/// <param name="Fallback">
/// Why the processor is used although the build supports CUDA and nobody asked for the processor; otherwise null.
/// </param>
public sealed record ProviderInUse(ProviderKind Kind, int? DeviceId = null, string? Fallback = null)
{
    /// <summary>A warning for the user when CUDA was expected and is not used; otherwise null.</summary>
    public string? Warning =>
        Fallback is null
            ? null
            : $"Models run on the processor, because CUDA cannot be used ({Fallback}). Provider cpu says that this is meant.";

    /// <summary>Formats the provider for people, for example "cuda, device 0".</summary>
    public override string ToString() =>
        Kind == ProviderKind.Cuda ? $"cuda, device {DeviceId}" : Fallback is null ? "cpu" : $"cpu; CUDA cannot be used ({Fallback})";

    /// <summary>Chooses the provider.</summary>
    /// <exception cref="InvalidInputException">
    /// A setting is out of its range, or CUDA was asked for and cannot be used.
    /// </exception>
    internal static ProviderInUse Choose(SessionSettings settings) =>
        Choose(
            settings.Provider.Validated(),
            OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"),
            () => CudaProbe.Problem(settings)
        );

    /// <summary>Chooses the provider.</summary>
    /// <param name="settings">The provider that was asked for.</param>
    /// <param name="isBuilt">Whether this build of ONNX Runtime supports CUDA.</param>
    /// <param name="problem">Returns why CUDA cannot be used; null when it can.</param>
    /// <exception cref="InvalidInputException">CUDA was asked for and cannot be used.</exception>
    internal static ProviderInUse Choose(ProviderSettings settings, bool isBuilt, Func<string?> problem)
    {
        if (settings.Kind == ProviderKind.Cuda && !isBuilt)
            throw new InvalidInputException(
                "provider cuda, which this build does not know",
                "auto, cpu",
                "build it with -p:OnnxRuntime=gpu"
            );
        if (settings.Kind == ProviderKind.Cpu || !isBuilt)
            return new(ProviderKind.Cpu);
        return problem() is not { } reason ? new(ProviderKind.Cuda, settings.DeviceId)
            : settings.Kind == ProviderKind.Auto ? new(ProviderKind.Cpu, Fallback: reason)
            : throw new InvalidInputException(
                $"provider cuda, which cannot be used on device {settings.DeviceId} ({reason})",
                "a GPU with its driver, and the libraries of CUDA and cuDNN that ONNX Runtime was built for",
                "install what is missing (docs/deploy.md says which), or take provider auto, which continues on the processor"
            );
    }
}
