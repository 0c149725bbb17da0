using System.Runtime.CompilerServices;
using EmuEdit.Training.Torch;

// Training seeds torch's one generator at every step, so that only one run can go at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EmuEdit.Training.Tests;

internal static class TorchSetUp
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
