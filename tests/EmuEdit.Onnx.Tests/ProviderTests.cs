using EmuEdit.Core;
using EmuEdit.TestKit;
using Microsoft.ML.OnnxRuntime;

namespace EmuEdit.Onnx.Tests;

public sealed class ProviderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", ProviderKind.Auto, 0, null)]
    [InlineData("cpu", ProviderKind.Cpu, 0, null)]
    [InlineData("cuda", ProviderKind.Cuda, 0, null)]
    [InlineData("cuda:63", ProviderKind.Cuda, 63, null)]
    [InlineData("cuda,memory=256", ProviderKind.Cuda, 0, 256L << 20)]
    [InlineData("auto:1,memory=1048576,graph", ProviderKind.Auto, 1, 1L << 40, true)]
    [InlineData("cuda,graph", ProviderKind.Cuda, 0, null, true)]
    public void TryParse_WhatIsAllowed_IsRead(string text, ProviderKind kind, int device, long? arena, bool graph = false) =>
        Assert.Equal(
            new ProviderSettings
            {
                Kind = kind,
                DeviceId = device,
                ArenaLimit = arena,
                CudaGraph = graph,
            },
            ProviderSettings.TryParse(text)
        );

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:64")]
    [InlineData("cuda:-1")]
    [InlineData("cuda,memory=255")]
    [InlineData("cuda,memory=1048577")]
    [InlineData("cuda,memory=9999999")]
    [InlineData("cpu:1")]
    [InlineData("cpu,graph")]
    [InlineData("cuda,graph,memory=256")]
    public void TryParse_AnythingElse_IsNull(string text) => Assert.Null(ProviderSettings.TryParse(text));

    [Theory]
    [InlineData(-1, null)]
    [InlineData(64, null)]
    [InlineData(0, 1L)]
    [InlineData(0, (1L << 40) + 1)]
    public void Validated_OutOfRange_IsRefused(int device, long? arena) =>
        Assert.Contains(
            "allowed: auto, cpu or cuda",
            Assert.Throws<InvalidInputException>(() => new ProviderSettings { DeviceId = device, ArenaLimit = arena }.Validated()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void ToCudaOptions_OfALimitedDevice_AreThoseOfOnnxRuntime()
    {
        var options = new ProviderSettings
        {
            Kind = ProviderKind.Cuda,
            DeviceId = 2,
            ArenaLimit = 1L << 32,
        }.ToCudaOptions(records: true);
        Assert.Equal(
            ("2", "4294967296", "kSameAsRequested", "1"),
            (options["device_id"], options["gpu_mem_limit"], options["arena_extend_strategy"], options["enable_cuda_graph"])
        );
        var plain = new ProviderSettings().ToCudaOptions(records: false);
        Assert.Equal(("0", false, "0"), (plain["device_id"], plain.ContainsKey("gpu_mem_limit"), plain["enable_cuda_graph"]));
    }

    [Theory]
    [InlineData(ProviderKind.Auto, true, null, ProviderKind.Cuda, null)]
    [InlineData(ProviderKind.Auto, true, "no driver", ProviderKind.Cpu, "no driver")]
    [InlineData(ProviderKind.Auto, false, "not asked", ProviderKind.Cpu, null)]
    [InlineData(ProviderKind.Cpu, true, "not asked", ProviderKind.Cpu, null)]
    [InlineData(ProviderKind.Cuda, true, null, ProviderKind.Cuda, null)]
    public void Choose_WhatWorks_IsUsedAndAFallbackHasItsReason(
        ProviderKind asked,
        bool isBuilt,
        string? problem,
        ProviderKind used,
        string? reason
    )
    {
        var provider = ProviderInUse.Choose(new ProviderSettings { Kind = asked, DeviceId = 3 }, isBuilt, () => problem);
        Assert.Equal(new(used, used == ProviderKind.Cuda ? 3 : null, reason), provider);
        Assert.Equal(reason is not null, provider.Warning?.Contains($"({reason})", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Choose_CudaThatCannotBeUsed_IsRefusedWithTheReason()
    {
        var refused = Assert.Throws<InvalidInputException>(() =>
            ProviderInUse.Choose(new ProviderSettings { Kind = ProviderKind.Cuda, DeviceId = 1 }, isBuilt: true, () => "no driver")
        );
        Assert.Contains("device 1 (no driver)", refused.Given, StringComparison.Ordinal);
        Assert.Contains("provider auto", refused.Advice, StringComparison.Ordinal);
    }

    // The first two as ONNX Runtime 1.31.0 said them where libraries of CUDA were missing, the
    // third as it says that a driver is too old.
    [Theory]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 "
            + "onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed "
            + "to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open "
            + "shared object file: No such file or directory\n",
        "libcublasLt.so.13: cannot open shared object file: No such file or directory"
    )]
    [InlineData(
        "[ErrorCode:Fail] OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library",
        "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library"
    )]
    [InlineData(
        "[ErrorCode:RuntimeException] /onnxruntime_src/cuda_call.cc:121 std::conditional_t<THRW, void, "
            + "Status> onnxruntime::CudaCall(ERRTYPE, const char*, int) [with ERRTYPE = cudaError; bool THRW = "
            + "true] CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; "
            + "hostname=secret ; file=/onnxruntime_src/x.cc ; line=1 ; expr=cudaSetDevice(0); ",
        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version"
    )]
    [InlineData("[ErrorCode:Fail] Invalid device id", "Invalid device id")]
    public void Reason_OfAMessage_IsWhatWentWrongWithoutTheMachinesName(string message, string reason) =>
        Assert.Equal(reason, CudaProbe.Reason(message));

    [Fact]
    public void Load_OfABuildThatDoesNotKnowCuda_RunsOnTheProcessorAndRefusesCuda()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "this build knows CUDA");
        new TinyBundle().Write(_folder.Path);
        using (var bundle = Bundle.Load(_folder.Path))
            Assert.Equal(("cpu", null), (bundle.Provider.ToString(), bundle.Provider.Warning));
        var refused = Assert.Throws<InvalidInputException>(() =>
            Bundle.Load(_folder.Path, new() { Provider = new() { Kind = ProviderKind.Cuda } })
        );
        Assert.Contains("-p:OnnxRuntime=gpu", refused.Message, StringComparison.Ordinal);
    }
}
