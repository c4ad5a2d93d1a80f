using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using RecruitRetain;

FunctionsApplication.CreateBuilder(args).AddRecruitRetain().Build().Run();
