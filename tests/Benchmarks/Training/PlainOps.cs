using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Torch;
using TorchSharp;

namespace EmuEdit.Benchmarks.Training;

/// <summary>The operations of a network as libtorch has them, none of them fused by us.</summary>
internal sealed class PlainOps(Func<Parameter, torch.Tensor> weights, TrainingPrecision precision) : TorchOps(weights, precision)
{
    public override torch.Tensor Activate(
        torch.Tensor x,
        int channels,
        (torch.Tensor Weight, torch.Tensor Bias, int Groups)? norm = null,
        torch.Tensor? modulation = null
    ) => Composed.Activate(this, x, channels, norm, modulation);
}
